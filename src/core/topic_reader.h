#ifndef FANFARE_CORE_TOPIC_READER_H_
#define FANFARE_CORE_TOPIC_READER_H_

#include <string>
#include <variant>
#include <vector>

#include "fanfare/channel.h"
#include "fanfare/message.h"
#include "fanfare/result.h"

namespace fanfare::core {

// A message for those who listen to the channel on this node. It is published nowhere: each node
// reads the topic. Value type.
struct LocalMessage {
  Channel channel;
  MessagePtr message;
};

// `to` is a user's channel: the connections that user `from` has on its facility, of dialects that
// follow adoptions, are that user's from here on. Value type.
struct Adoption {
  std::string from;
  Channel to;
};

// What a backend wants of one client: that it hears a message, is in a room, is in it no more, is
// gone. Value types.
struct Hear {
  MessagePtr message;
};
struct Enter {
  Channel room;
};
struct Quit {
  Channel room;
};
struct End {};

// For the client of that connection, if it is of this node, its dialect takes orders, and it goes
// by that name. Value type.
struct ClientOrder {
  ConnectionId connection;
  std::string name;
  std::variant<Hear, Enter, Quit, End> what;
};

using TopicEvent = std::variant<LocalMessage, Adoption, ClientOrder>;

// What others' programs say on topics of their own, as this node understands it.
//
// Threads: called on the broker's thread.
// Blocking: must not block.
// Ownership: owned by the application; outlives the node.
class TopicReader {
 public:
  virtual ~TopicReader() = default;

  // The same each time.
  virtual std::vector<std::string> topics() const = 0;

  // What a message on one of the topics comes to, in order. Fails with kInvalidArgument, in words
  // for the log, where it comes to nothing.
  virtual Result<std::vector<TopicEvent>> read(const std::string& topic,
                                               const std::string& payload) = 0;
};

}  // namespace fanfare::core

#endif  // FANFARE_CORE_TOPIC_READER_H_
