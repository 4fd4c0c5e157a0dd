#ifndef FANFARE_CORE_ECHO_H_
#define FANFARE_CORE_ECHO_H_

#include <cstddef>

#include "fanfare/message.h"

#include "core/seen_log.h"

namespace fanfare::core {

enum class EchoMode { kOff, kOn };

// Whether a client gets a message equal to the one it sent last, as in the model (facts A2.7):
// without `echo` it does not, from whomever and on whatever channel it comes, until the client
// sends something else. What was replayed does not count. It remembers a fingerprint, for messages
// are large and clients many. Value type.
class Echo {
 public:
  explicit Echo(EchoMode mode) : mode_(mode) {}

  void onSent(const Message& message) {
    if (mode_ == EchoMode::kOff) lastSent_ = Sent{message.payload.size(), fingerprintOf(message)};
  }
  void onHeartbeat() { lastSent_ = {}; }

  // False costs nothing to know as long as the client has sent nothing.
  bool mayWithhold() const { return lastSent_.print != 0; }
  bool withholds(const Message& message) const {
    return mayWithhold() && lastSent_.size == message.payload.size() &&
           lastSent_.print == fingerprintOf(message);
  }

 private:
  struct Sent {
    std::size_t size = 0;
    Fingerprint print = 0;  // of nothing
  };

  EchoMode mode_;
  Sent lastSent_;
};

}  // namespace fanfare::core

#endif  // FANFARE_CORE_ECHO_H_
