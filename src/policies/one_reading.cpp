#include "policies/one_reading.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace fanfare::policies {

OneReading::OneReading(core::FacilityRules facilities, std::unique_ptr<Policy> policy)
    : facilities_(std::move(facilities)),
      mayHaveColons_(facilities_.mayHaveColons()),
      policy_(std::move(policy)) {}

Decision OneReading::check(const Handshake& handshake, const Identity& identity,
                           const RequestedChannels& requested) const {
  const bool isAnyAmbiguous =
      std::any_of(requested.begin(), requested.end(),
                  [this](const RequestedChannel& one) { return readsAsAnothers(one.channel); });
  if (!isAnyAmbiguous) return decide(*policy_, handshake, identity, requested);
  RequestedChannels unambiguous;
  std::vector<WithheldChannel> withheld;
  for (const auto& one : requested) {
    if (readsAsAnothers(one.channel)) {
      withheld.push_back({one, "facility.<pattern>.allow_colon: it reads as another facility's"});
    } else {
      unambiguous.push_back(one);
    }
  }
  Decision decision = decide(*policy_, handshake, identity, unambiguous);
  if (auto* grant = std::get_if<Grant>(&decision)) {
    grant->withheld.insert(grant->withheld.end(), withheld.begin(), withheld.end());
  }
  return decision;
}

bool OneReading::readsAsAnothers(const Channel& channel) const {
  if (!mayHaveColons_) return false;
  const auto other = Channel::parse(channel.key(), Colons::kInFacility);
  return other && other->facility() != channel.facility() &&
         facilities_.settingsFor(other->facility()).colons == Colons::kInFacility;
}

}  // namespace fanfare::policies
