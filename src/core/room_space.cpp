#include "core/room_space.h"

namespace fanfare::core {
namespace {

constexpr std::string_view kSeparator = "::";

}  // namespace

std::optional<std::string> roomSpaceOf(const Channel& channel) {
  if (channel.audienceKind() != AudienceKind::kRoom) return std::nullopt;
  // Whatever the facility makes of colons: another one may read the same key as a room of a space.
  const auto widest = Channel::parse(channel.key());
  const std::string_view name = widest ? widest->name() : channel.name();
  const auto end = name.find(kSeparator);
  if (end == std::string_view::npos) return std::nullopt;
  return std::string(name.substr(0, end));
}

void PresentedSecrets::add(std::string_view text) {
  const auto end = text.find(kSeparator);
  if (end == std::string_view::npos) return;
  secrets_.emplace(text.substr(0, end), text.substr(end + kSeparator.size()));
}

std::string PresentedSecrets::secretFor(const Channel& channel) const {
  const auto space = roomSpaceOf(channel);
  const auto found = space ? secrets_.find(*space) : secrets_.end();
  return found == secrets_.end() ? std::string() : found->second;
}

}  // namespace fanfare::core
