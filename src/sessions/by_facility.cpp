#include "sessions/by_facility.h"

#include <utility>

#include "sessions/recheck_each.h"

namespace fanfare::sessions {

ByFacility::ByFacility(std::vector<Named> named, std::unique_ptr<SessionResolver> otherwise)
    : named_(std::move(named)), otherwise_(std::move(otherwise)) {
  for (const auto& [facility, resolver] : named_) all_.push_back(resolver.get());
  all_.push_back(otherwise_.get());
}

Result<Identity> ByFacility::resolve(const Handshake& handshake) const {
  for (const auto& [facility, resolver] : named_) {
    if (facility == handshake.facility) return resolver->resolve(handshake);
  }
  return otherwise_->resolve(handshake);
}

std::vector<Result<Identity>> ByFacility::recheck(const std::vector<Identity>& known) const {
  return recheckEach(all_, known);
}

bool ByFacility::isFrom(const Evidence& evidence) const { return isFromAny(all_, evidence); }

}  // namespace fanfare::sessions
