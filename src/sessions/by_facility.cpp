#include "sessions/by_facility.h"

#include <utility>

namespace fanfare::sessions {

ByFacility::ByFacility(std::vector<Named> named, std::unique_ptr<SessionResolver> otherwise)
    : named_(std::move(named)), otherwise_(std::move(otherwise)) {}

Result<Identity> ByFacility::resolve(const Handshake& handshake) const {
  for (const auto& [facility, resolver] : named_) {
    if (facility == handshake.facility) return resolver->resolve(handshake);
  }
  return otherwise_->resolve(handshake);
}

}  // namespace fanfare::sessions
