#include "fanfare/message.h"

#include <utility>

#include "fanfare/utf8.h"

namespace fanfare {

MessagePtr makeMessage(std::string payload) {
  const PayloadKind kind = isUtf8(payload) ? PayloadKind::kText : PayloadKind::kBinary;
  return std::make_shared<const Message>(Message{std::move(payload), kind});
}

}  // namespace fanfare
