#ifndef FANFARE_POLICIES_MAKE_POLICY_H_
#define FANFARE_POLICIES_MAKE_POLICY_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "fanfare/policy.h"
#include "fanfare/result.h"

#include "backend/client.h"
#include "policies/http_question.h"
#include "policies/rule_book.h"

namespace fanfare::policies {

// What some policies need.
struct PolicyOptions {
  std::shared_ptr<const RuleBook> ruleBook = nullptr;                     // of "rules"
  std::shared_ptr<backend::Client> backend = nullptr;                     // of "http"
  SessionKeys sessionKeys = SessionKeys::kWithheld;                       // likewise
  std::function<Result<std::unique_ptr<Policy>>()> makePlugin = nullptr;  // of "plugin"
};

// The names there are.
const std::vector<std::string>& policyNames();

// The policy of that name; of several names, a Chain of theirs. Fails with kInvalidArgument for
// none, for one twice, for an unknown one, listing the names there are, and for one without its
// options.
Result<std::unique_ptr<Policy>> makePolicy(const std::vector<std::string>& names,
                                           const PolicyOptions& options);

}  // namespace fanfare::policies

#endif  // FANFARE_POLICIES_MAKE_POLICY_H_
