#ifndef FANFARE_MESSAGE_H_
#define FANFARE_MESSAGE_H_

#include <cstdint>
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

// What makes a message an event, in dialects that know such: its payload is then a JSON array, of
// the event's name and its arguments. Value type.
struct Event {
  std::vector<std::string> attachments = {};  // bytes; {"_placeholder":true,"num":0} is the first

  // The same for all messages that are one event, on several channels; a client gets it once. 0:
  // there is but one.
  std::uint64_t number = 0;

  // For whom a client is to acknowledge it, in the words of its dialect; empty: for nobody.
  std::string replyTo = {};

  // It is none for clients: the room that it comes by is closed, and they leave it.
  bool closesRoom = false;
};

// What was published. Immutable once shared, so that one copy serves every subscriber on every
// reactor.
struct Message {
  std::string payload;
  PayloadKind kind = PayloadKind::kText;  // kText exactly when `payload` is well-formed UTF-8

  // Null: everybody. What is published has none, for they are not carried to other nodes.
  std::shared_ptr<const Addressees> addressees{};

  // Null: it is no event. What is published is none.
  std::shared_ptr<const Event> event{};

  // Whether each of the channel's subscribers gets the same, and whatever else it got.
  bool isForAll() const {
    const bool isPlain = !event || (event->number == 0 && event->replyTo.empty());
    return isPlain && !addressees && !(event && event->closesRoom);
  }
  bool isFor(ConnectionId connection) const {
    return !addressees || addressees->include(connection);
  }
};

using MessagePtr = std::shared_ptr<const Message>;

// The message with these bytes.
MessagePtr makeMessage(std::string payload);
MessagePtr makeMessage(std::string payload, Addressees addressees);
MessagePtr makeMessage(std::string payload, Event event,
                       std::shared_ptr<const Addressees> addressees = nullptr);

}  // namespace fanfare

#endif  // FANFARE_MESSAGE_H_
