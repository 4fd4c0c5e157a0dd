#ifndef FANFARE_CORE_ECHO_H_
#define FANFARE_CORE_ECHO_H_

#include <cstdint>

#include "fanfare/message.h"

#include "core/seen_log.h"

namespace fanfare::core {

enum class EchoMode : std::uint8_t { kOff, kOn };

// Whether a client gets a message equal to the one it sent last, as in the model (facts A2.7):
// without `echo` it does not, from whomever and on whatever channel it comes, until the client
// sends something else. What was replayed does not count. It remembers a fingerprint, for messages
// are large and clients many. Value type.
class Echo {
 public:
  explicit Echo(EchoMode mode) : mode_(mode) {}

  void onSent(const Message& message) {
    if (mode_ == EchoMode::kOn) return;
    print_ = fingerprintOf(message);
    size_ = sizeOf(message);
  }
  void onHeartbeat() { print_ = kNothing; }

  // False costs nothing to know as long as the client has sent nothing.
  bool mayWithhold() const { return print_ != kNothing; }
  bool withholds(const Message& message) const {
    return mayWithhold() && size_ == sizeOf(message) && print_ == fingerprintOf(message);
  }

 private:
  static constexpr Fingerprint kNothing = 0;

  // The lower half: it spares fingerprints, which tell the rest.
  static std::uint32_t sizeOf(const Message& message) {
    return static_cast<std::uint32_t>(message.payload.size());
  }

  Fingerprint print_ = kNothing;  // these two of what it sent last
  std::uint32_t size_ = 0;
  EchoMode mode_;
};

}  // namespace fanfare::core

#endif  // FANFARE_CORE_ECHO_H_
