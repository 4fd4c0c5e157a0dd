#ifndef FANFARE_APP_JUDGES_H_
#define FANFARE_APP_JUDGES_H_

#include <memory>
#include <vector>

#include "fanfare/clock.h"
#include "fanfare/policy.h"
#include "fanfare/result.h"
#include "fanfare/session_resolver.h"

#include "app/config/config.h"
#include "backend/clients.h"
#include "core/address_rates.h"
#include "core/facility_rules.h"
#include "core/limit_counts.h"
#include "core/prefetches.h"
#include "model/log.h"
#include "policies/rule_book.h"
#include "redis/clients.h"

namespace fanfare::app {

// What a policy is made with. All of it outlives the policy.
struct PolicyParts {
  backend::Clients& backends;
  const Clock& clock;
  Log& log;
};

struct MadePolicy {
  std::unique_ptr<Policy> policy;
  std::shared_ptr<policies::RuleBook> ruleBook;  // of the policy's rules; null if it has none
};

// Fails with kInvalidArgument, naming the setting, or file, line and column of a rule.
Result<MadePolicy> makePolicy(const Config& config, const PolicyParts& parts);

// Who judges handshakes, as the settings make them.
struct Judges {
  std::unique_ptr<core::LimitCounts> limitCounts;
  std::unique_ptr<core::AddressRates> failedSecrets;
  core::FacilityRules facilities;
  std::unique_ptr<SessionResolver> resolver;
  MadePolicy policy;
  std::vector<std::shared_ptr<const backend::Client>> backends;  // that the two of them ask
  std::unique_ptr<redis::Clients> clients;
  std::unique_ptr<core::Prefetches> prefetches;  // of the resolver
};

// Fails with kInvalidArgument where the settings do not go together. `clock` and
// `log` outlive the judges.
Result<Judges> makeJudges(const Config& config, const Clock& clock, Log& log);

}  // namespace fanfare::app

#endif  // FANFARE_APP_JUDGES_H_
