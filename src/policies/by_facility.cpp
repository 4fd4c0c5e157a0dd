#include "policies/by_facility.h"

#include <utility>

namespace fanfare::policies {

ByFacility::ByFacility(std::vector<Named> named, std::unique_ptr<Policy> otherwise)
    : named_(std::move(named)), otherwise_(std::move(otherwise)) {}

Decision ByFacility::check(const Handshake& handshake, const Identity& identity,
                           const RequestedChannels& requested) const {
  for (const auto& [facility, policy] : named_) {
    if (facility == handshake.facility) return policy->check(handshake, identity, requested);
  }
  return otherwise_->check(handshake, identity, requested);
}

}  // namespace fanfare::policies
