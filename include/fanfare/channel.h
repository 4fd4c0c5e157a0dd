// Who a message is for. A facility names a subject; an audience narrows it to everyone, a user, a
// group, a session, a room or one connection; the pair is a channel, the unit of publish and
// subscribe.

#ifndef FANFARE_CHANNEL_H_
#define FANFARE_CHANNEL_H_

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

#include "fanfare/result.h"

namespace fanfare {

enum class AudienceKind : std::uint8_t { kBroadcast, kUser, kGroup, kSession, kRoom, kConnection };

// "broadcast", "user", ...
std::string_view wordOf(AudienceKind kind);

// Value type. `name` is empty exactly when `kind` is kBroadcast.
struct Audience {
  AudienceKind kind = AudienceKind::kBroadcast;
  std::string name;
};

// Which part of a key may hold colons besides the ones that separate.
enum class Colons { kInName, kInFacility };

// Value type; immutable, as large as a pointer: copies share the key, from any threads. One that
// was moved from may be assigned to and destroyed only.
//
// A channel's key is its one textual form, shared by every broker and by the publisher SDK:
//
//    key      := "broadcast" ":" facility | audience ":" name ":" facility
//    audience := "user" | "group" | "session" | "room" | "connection"
//
// The facility is what follows the last colon: a name may contain colons, a facility may not. Under
// Colons::kInFacility it is the other way round (design: `facility.<pattern>.allow_colon`). Both
// are well-formed UTF-8 without control characters; a facility may be empty and has at most
// kMaxFacilityBytes, a key at most kMaxKeyBytes.
class Channel {
 public:
  static constexpr std::size_t kMaxFacilityBytes = 255;
  static constexpr std::size_t kMaxKeyBytes = 1024;

  // Fails with kInvalidArgument if `key` is not of the form above.
  static Result<Channel> parse(std::string_view key, Colons colons = Colons::kInName);

  // Fails with kInvalidArgument if the parts would not make such a key.
  static Result<Channel> of(const Audience& audience, std::string_view facility,
                            Colons colons = Colons::kInName);

  Channel(const Channel& other) noexcept : text_(other.text_) {
    text_->copies.fetch_add(1, std::memory_order_relaxed);
  }
  Channel(Channel&& other) noexcept : text_(std::exchange(other.text_, nullptr)) {}
  Channel& operator=(const Channel& other) noexcept { return *this = Channel(other); }
  Channel& operator=(Channel&& other) noexcept {
    std::swap(text_, other.text_);
    return *this;
  }
  ~Channel() {
    if (text_ && text_->copies.fetch_sub(1, std::memory_order_acq_rel) == 1) destroy(text_);
  }

  // An equal one that shares nothing with this, for who keeps it long: its memory lies with other
  // things that stay, and not where this one's is.
  Channel withKeyOfItsOwn() const {
    return {text_->kind, key(), key().size() - text_->facilitySize, Stay::kLong};
  }

  // Not terminated by a NUL; valid while there is a copy of this.
  std::string_view key() const { return {text_->characters(), text_->size}; }
  AudienceKind audienceKind() const { return text_->kind; }
  std::string_view name() const;
  std::string_view facility() const;

  // The key as clients and logs may see it: a session key is a secret, so a session channel reads
  // "session:self:<facility>".
  std::string publicKey() const;

  // Whether it is a copy of `other`, or both are of one: then they are equal.
  bool isSharedWith(const Channel& other) const { return text_ == other.text_; }

  friend bool operator==(const Channel& a, const Channel& b) {
    return a.isSharedWith(b) || a.key() == b.key();
  }
  friend bool operator!=(const Channel& a, const Channel& b) { return !(a == b); }

 private:
  // What copies share. The characters of the key lie behind it, in the same block of memory.
  struct Text {
    std::atomic<std::uint32_t> copies;
    std::uint16_t size : 15;  // of the key
    std::uint16_t isStaying : 1;
    std::uint8_t facilitySize;  // of the facility, at its end
    AudienceKind kind;

    const char* characters() const { return reinterpret_cast<const char*>(this + 1); }
  };

  enum class Stay : std::uint8_t { kShort, kLong };

  Channel(AudienceKind kind, std::string_view key, std::size_t facilityAt, Stay stay);

  static void destroy(Text* text);

  Text* text_;
};

}  // namespace fanfare

template <>
struct std::hash<fanfare::Channel> {
  std::size_t operator()(const fanfare::Channel& channel) const noexcept {
    return std::hash<std::string_view>{}(channel.key());
  }
};

#endif  // FANFARE_CHANNEL_H_
