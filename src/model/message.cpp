#include "fanfare/message.h"

#include <algorithm>
#include <utility>

#include "fanfare/utf8.h"

namespace fanfare {
namespace {

PayloadKind kindOf(const std::string& payload) {
  return isUtf8(payload) ? PayloadKind::kText : PayloadKind::kBinary;
}

}  // namespace

Addressees Addressees::only(std::vector<ConnectionId> connections) {
  return {true, std::move(connections)};
}

Addressees Addressees::allBut(std::vector<ConnectionId> connections) {
  return {false, std::move(connections)};
}

Addressees::Addressees(bool areListed, std::vector<ConnectionId> listed)
    : areListed_(areListed), listed_(std::move(listed)) {
  std::sort(listed_.begin(), listed_.end());
}

bool Addressees::include(ConnectionId connection) const {
  return std::binary_search(listed_.begin(), listed_.end(), connection) == areListed_;
}

MessagePtr makeMessage(std::string payload) {
  const PayloadKind kind = kindOf(payload);
  return std::make_shared<const Message>(Message{std::move(payload), kind});
}

MessagePtr makeMessage(std::string payload, Addressees addressees) {
  const PayloadKind kind = kindOf(payload);
  return std::make_shared<const Message>(
      Message{std::move(payload), kind, std::make_shared<const Addressees>(std::move(addressees))});
}

MessagePtr makeMessage(std::string payload, Event event,
                       std::shared_ptr<const Addressees> addressees) {
  const PayloadKind kind = kindOf(payload);
  return std::make_shared<const Message>(Message{std::move(payload), kind, std::move(addressees),
                                                 std::make_shared<const Event>(std::move(event))});
}

}  // namespace fanfare
