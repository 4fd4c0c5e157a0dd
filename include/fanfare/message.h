#ifndef FANFARE_MESSAGE_H_
#define FANFARE_MESSAGE_H_

#include <memory>
#include <string>

namespace fanfare {

enum class PayloadKind { kText, kBinary };

// What was published. Immutable once shared, so that one copy serves every subscriber on every
// reactor.
struct Message {
  std::string payload;
  PayloadKind kind = PayloadKind::kText;  // kText exactly when `payload` is well-formed UTF-8
};

using MessagePtr = std::shared_ptr<const Message>;

// The message with these bytes.
MessagePtr makeMessage(std::string payload);

}  // namespace fanfare

#endif  // FANFARE_MESSAGE_H_
