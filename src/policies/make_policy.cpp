#include "policies/make_policy.h"

#include <string>

#include "policies/allow_all.h"
#include "policies/subscribe_only.h"

namespace fanfare::policies {

Result<std::unique_ptr<Policy>> makePolicy(std::string_view name) {
  if (name == "allow-all") return std::unique_ptr<Policy>(std::make_unique<AllowAll>());
  if (name == "subscribe-only") return std::unique_ptr<Policy>(std::make_unique<SubscribeOnly>());
  return Error{ErrorCode::kInvalidArgument, "there is no policy '" + std::string(name) +
                                                "'; known are allow-all, subscribe-only"};
}

}  // namespace fanfare::policies
