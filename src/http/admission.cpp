#include "http/admission.h"

#include <utility>
#include <variant>

#include "core/limit_counts.h"

namespace fanfare::http {
namespace {

std::optional<Turned> whyNotHere(const Handshake& handshake, const core::FacilitySettings& settings,
                                 const core::Entrance& entrance) {
  if (!settings.isAllowed) {
    return Turned{RefusalCause::kFacility,
                  {403, "facility '" + handshake.facility +
                            "' is not opened; facility.allow would have to name it"}};
  }
  if (auto refusal = entrance.whyForeign(handshake)) {
    return Turned{RefusalCause::kOrigin, std::move(*refusal)};
  }
  return std::nullopt;
}

// What an identity could not be had for is for operators; the client hears less.
Turned turnedFor(const Error& error) {
  if (error.code == ErrorCode::kInvalidArgument) {
    return {RefusalCause::kIdentity, {400, error.message}};
  }
  return {RefusalCause::kIdentity, {503, "the identity cannot be established now"}, error.message};
}

Turned turnedFor(Refusal refusal) {
  const auto cause = refusal.status == 403 ? RefusalCause::kIdentity : RefusalCause::kMalformed;
  return {cause, std::move(refusal)};
}

// Withholds the subscriptions beyond the first `most`.
Grant bounded(Grant grant, std::size_t most) {
  Grant within;
  within.withheld = std::move(grant.withheld);
  within.passedOver = std::move(grant.passedOver);
  std::size_t count = 0;
  for (std::size_t i = 0; i < grant.granted.size(); ++i) {
    auto& one = grant.granted[i];
    if (one.access == Access::kSubscribe && ++count > most) {
      within.withheld.push_back(
          {std::move(one), core::settingOf(core::Limit::kSubscriptionsPerConnection)});
      continue;
    }
    within.granted.push_back(std::move(one));
    within.grantedBy.push_back(std::move(grant.grantedBy[i]));
  }
  return within;
}

}  // namespace

const WayIn* wayAt(const std::vector<WayIn>& ways, std::string_view path) {
  const WayIn* longest = nullptr;
  std::size_t matched = 0;
  for (const WayIn& way : ways) {
    const auto entry = way.entrance.entryAt(path);
    if (!entry || (longest && entry->matched <= matched)) continue;
    longest = &way;
    matched = entry->matched;
  }
  return longest;
}

Admission admit(const Handshake& handshake, const AdmissionParts& parts) {
  Admission admission;
  admission.settings = parts.facilities.settingsFor(handshake.facility);
  admission.turned = whyNotHere(handshake, admission.settings, parts.way.entrance);
  if (admission.turned) return admission;

  auto identity = parts.way.resolver.resolve(handshake);
  if (!identity) {
    admission.turned = turnedFor(identity.error());
    return admission;
  }
  admission.identity = std::move(identity).value();

  auto read = parts.way.entrance.read(handshake, *admission.identity, admission.settings.colons);
  if (auto* refusal = std::get_if<Refusal>(&read)) {
    admission.turned = turnedFor(std::move(*refusal));
    return admission;
  }
  admission.request = std::get<core::ChannelRequest>(std::move(read));

  Decision decision =
      decide(parts.way.policy, handshake, *admission.identity, admission.request.requested);
  if (const auto* grant = std::get_if<Grant>(&decision)) {
    if (auto refusal = parts.way.entrance.whyTooLittle(*grant)) decision = *std::move(refusal);
  }
  if (auto* refusal = std::get_if<Refusal>(&decision)) {
    admission.turned = Turned{RefusalCause::kPolicy, std::move(*refusal)};
    return admission;
  }
  admission.grant = bounded(std::get<Grant>(std::move(decision)), parts.maxSubscriptions);
  admission.grant.passedOver = admission.request.passedOver;
  return admission;
}

}  // namespace fanfare::http
