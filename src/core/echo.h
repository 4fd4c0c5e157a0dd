#ifndef FANFARE_CORE_ECHO_H_
#define FANFARE_CORE_ECHO_H_

#include "fanfare/message.h"

namespace fanfare::core {

enum class EchoMode { kOff, kOn };

// Whether a client gets a message equal to the one it sent last, as in the model (facts A2.7):
// without `echo` it does not, from whomever and on whatever channel it comes, until the client
// sends something else. What was replayed does not count. Value type.
class Echo {
 public:
  explicit Echo(EchoMode mode) : mode_(mode) {}

  void onSent(MessagePtr message) {
    if (mode_ == EchoMode::kOff) lastSent_ = std::move(message);
  }
  void onHeartbeat() { lastSent_ = nullptr; }

  // False costs nothing to know as long as the client has sent nothing.
  bool mayWithhold() const { return lastSent_ != nullptr; }
  bool withholds(const Message& message) const {
    return lastSent_ && lastSent_->payload == message.payload;
  }

 private:
  EchoMode mode_;
  MessagePtr lastSent_;
};

}  // namespace fanfare::core

#endif  // FANFARE_CORE_ECHO_H_
