#ifndef FANFARE_POLICIES_MAKE_POLICY_H_
#define FANFARE_POLICIES_MAKE_POLICY_H_

#include <memory>
#include <string_view>

#include "fanfare/policy.h"
#include "fanfare/result.h"

namespace fanfare::policies {

// The policy of that name. Fails with kInvalidArgument, listing the names there are.
Result<std::unique_ptr<Policy>> makePolicy(std::string_view name);

}  // namespace fanfare::policies

#endif  // FANFARE_POLICIES_MAKE_POLICY_H_
