#include "fanfare/channel.h"

#include <algorithm>
#include <array>
#include <limits>
#include <new>
#include <optional>
#include <utility>

#include "fanfare/utf8.h"

#include "model/slabs.h"

namespace fanfare {
namespace {

struct AudienceWord {
  AudienceKind kind;
  std::string_view word;
};
constexpr std::array<AudienceWord, 6> kAudiences = {{{AudienceKind::kBroadcast, "broadcast"},
                                                     {AudienceKind::kUser, "user"},
                                                     {AudienceKind::kGroup, "group"},
                                                     {AudienceKind::kSession, "session"},
                                                     {AudienceKind::kRoom, "room"},
                                                     {AudienceKind::kConnection, "connection"}}};

std::optional<AudienceKind> audienceOf(std::string_view word) {
  for (const auto& audience : kAudiences) {
    if (audience.word == word) return audience.kind;
  }
  return std::nullopt;
}

bool isControl(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }

// Fit for one line of a log. A session key is a secret, even in a malformed channel.
std::string shown(std::string_view key) {
  if (key.substr(0, 8) == "session:") return "session:...";
  std::string text(key);
  std::replace_if(text.begin(), text.end(), isControl, '?');
  return text;
}

Error malformed(std::string_view key, std::string_view why) {
  return {ErrorCode::kInvalidArgument, "channel '" + shown(key) + "': " + std::string(why)};
}

std::optional<std::string_view> whyUnfit(std::string_view key, std::string_view facility) {
  if (facility.size() > Channel::kMaxFacilityBytes) return "facility too long";
  if (key.size() > Channel::kMaxKeyBytes) return "name too long";
  if (std::any_of(key.begin(), key.end(), isControl)) return "control character";
  if (!isUtf8(key)) return "not UTF-8";
  return std::nullopt;
}

// Where the facility begins, 0 if there is no place for one. `nameAt` is behind the first colon.
std::size_t facilityIn(std::string_view key, std::size_t nameAt, Colons colons) {
  const auto colon = colons == Colons::kInName ? key.rfind(':') : key.find(':', nameAt);
  return colon == std::string_view::npos || colon < nameAt ? 0 : colon + 1;
}

}  // namespace

std::string_view wordOf(AudienceKind kind) {
  return kAudiences.at(static_cast<std::size_t>(kind)).word;
}

Result<Channel> Channel::parse(std::string_view key, Colons colons) {
  const auto firstColon = key.find(':');
  if (firstColon == std::string_view::npos) return malformed(key, "no colon");
  const auto kind = audienceOf(key.substr(0, firstColon));
  if (!kind) return malformed(key, "unknown audience");

  const std::size_t nameAt = firstColon + 1;
  std::size_t facilityAt = nameAt;
  if (kind == AudienceKind::kBroadcast) {
    const bool hasColon = key.find(':', nameAt) != std::string_view::npos;
    if (hasColon && colons == Colons::kInName) return malformed(key, "a broadcast has no name");
  } else {
    facilityAt = facilityIn(key, nameAt, colons);
    if (facilityAt == 0) return malformed(key, "no facility");
    if (facilityAt == nameAt + 1) return malformed(key, "empty name");
  }
  if (const auto why = whyUnfit(key, key.substr(facilityAt))) return malformed(key, *why);
  return Channel(*kind, key, facilityAt, Stay::kShort);
}

Result<Channel> Channel::of(const Audience& audience, std::string_view facility, Colons colons) {
  std::string key(wordOf(audience.kind));
  if (audience.kind != AudienceKind::kBroadcast) key.append(":").append(audience.name);
  key.append(":").append(facility);
  const bool nameHasColon = audience.name.find(':') != std::string::npos;
  const bool facilityHasColon = facility.find(':') != std::string_view::npos;
  if (colons == Colons::kInName && facilityHasColon) return malformed(key, "colon in the facility");
  if (colons == Colons::kInFacility && nameHasColon) return malformed(key, "colon in the name");
  return parse(key, colons);
}

Channel::Channel(AudienceKind kind, std::string_view key, std::size_t facilityAt, Stay stay) {
  static_assert(kMaxKeyBytes <= std::numeric_limits<std::uint16_t>::max() / 2 &&
                kMaxFacilityBytes <= std::numeric_limits<std::uint8_t>::max());
  const std::size_t bytes = sizeof(Text) + key.size();
  void* const memory = stay == Stay::kLong ? Slabs::allocate(bytes) : ::operator new(bytes);
  text_ = new (memory) Text{{1},
                            static_cast<std::uint16_t>(key.size() & 0x7FFF),
                            stay == Stay::kLong,
                            static_cast<std::uint8_t>(key.size() - facilityAt),
                            kind};
  key.copy(reinterpret_cast<char*>(text_ + 1), key.size());
}

void Channel::destroy(Text* text) {
  const bool isStaying = text->isStaying != 0;
  const std::size_t bytes = sizeof(Text) + text->size;
  text->~Text();
  if (isStaying) return Slabs::release(text, bytes);
  ::operator delete(text);
}

std::string_view Channel::name() const {
  if (audienceKind() == AudienceKind::kBroadcast) return {};
  const auto begin = key().find(':') + 1;
  return key().substr(begin, key().size() - text_->facilitySize - 1 - begin);
}

std::string_view Channel::facility() const {
  return key().substr(key().size() - text_->facilitySize);
}

std::string Channel::publicKey() const {
  if (audienceKind() != AudienceKind::kSession) return std::string(key());
  return "session:self:" + std::string(facility());
}

}  // namespace fanfare
