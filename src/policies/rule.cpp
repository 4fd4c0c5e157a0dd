#include "policies/rule.h"

#include <algorithm>

#include "core/facility_rules.h"

namespace fanfare::policies {

bool Who::includes(const Identity& identity) const {
  switch (kind) {
    case WhoKind::kAnyone:
      return true;
    case WhoKind::kAnonymous:
      return identity.user.empty();
    case WhoKind::kAuthenticated:
      return !identity.user.empty();
    case WhoKind::kUser:
      return !identity.user.empty() && identity.user == name;
    case WhoKind::kGroup:
      return std::find(identity.groups.begin(), identity.groups.end(), name) !=
             identity.groups.end();
    case WhoKind::kAttribute:
      break;
  }
  const auto found = identity.attributes.find(name);
  return found != identity.attributes.end() && found->second == value;
}

bool AudiencePattern::includes(const Channel& channel) const {
  if (channel.audienceKind() != kind) return false;
  return !name || core::matchesPattern(*name, channel.name());
}

bool Rule::appliesTo(const RequestedChannel& requested, const Identity& identity) const {
  if (access && *access != requested.access) return false;
  const auto isMeant = [&](const AudiencePattern& audience) {
    return audience.includes(requested.channel);
  };
  if (!audiences.empty() && std::none_of(audiences.begin(), audiences.end(), isMeant)) return false;
  return core::matchesPattern(facility, requested.channel.facility()) && who.includes(identity);
}

}  // namespace fanfare::policies
