#ifndef FANFARE_MESSAGE_H_
#define FANFARE_MESSAGE_H_

#include <memory>
#include <string>
#include <vector>

#include "fanfare/identity.h"

namespace fanfare {

enum class PayloadKind { kText, kBinary };

// Which of a channel's subscribers a message is for. Value type.
class Addressees {
 public:
  // Those of the list, which may be empty: nobody; or everybody else.
  static Addressees only(std::vector<ConnectionId> connections);
  static Addressees allBut(std::vector<ConnectionId> connections);

  bool include(ConnectionId connection) const;

 private:
  Addressees(bool areListed, std::vector<ConnectionId> listed);

  bool areListed_;                    // or else all the others are
  std::vector<ConnectionId> listed_;  // sorted
};

// What was published. Immutable once shared, so that one copy serves every subscriber on every
// reactor.
struct Message {
  std::string payload;
  PayloadKind kind = PayloadKind::kText;  // kText exactly when `payload` is well-formed UTF-8

  // Null: everybody. What is published has none, for they are not carried to other nodes.
  std::shared_ptr<const Addressees> addressees{};

  bool isFor(ConnectionId connection) const {
    return !addressees || addressees->include(connection);
  }
};

using MessagePtr = std::shared_ptr<const Message>;

// The message with these bytes.
MessagePtr makeMessage(std::string payload);
MessagePtr makeMessage(std::string payload, Addressees addressees);

}  // namespace fanfare

#endif  // FANFARE_MESSAGE_H_
