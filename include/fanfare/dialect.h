#ifndef FANFARE_DIALECT_H_
#define FANFARE_DIALECT_H_

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "fanfare/channel.h"
#include "fanfare/identity.h"
#include "fanfare/message.h"
#include "fanfare/policy.h"

namespace fanfare {

// What a client's message asks for. Value types.
struct PublishRequest {
  std::optional<Channel> channel;  // nullopt: every channel granted for publishing
  MessagePtr message;
};
struct SubscribeRequest {
  std::vector<Channel> channels;
  std::vector<std::string> secrets = {};  // of room spaces: "<space>::<secret>"
};
struct UnsubscribeRequest {
  std::vector<Channel> channels;
};
struct MalformedRequest {
  std::string code;     // a word for programs
  std::string message;  // a sentence for people
};
struct NoRequest {};
using ClientRequest =
    std::variant<NoRequest, PublishRequest, SubscribeRequest, UnsubscribeRequest, MalformedRequest>;

// What a new connection is told about itself. Value type.
struct Welcome {
  ConnectionId connection;
  std::string user;  // empty: anonymous
  Grant grant;
  std::string anonymousBecause{};  // as Identity's
};

// How often a connection gets a sign of life, and is asked for one; whatever it sends answers. What
// is missing is as the server is set. Value type.
struct Pace {
  struct Heartbeat {
    std::string text;                    // of a text frame; empty: none
    std::chrono::milliseconds interval;  // more than 0 where there is a text
  };

  std::optional<std::chrono::milliseconds> pingInterval;  // 0: never
  std::optional<std::chrono::milliseconds> pingTimeout;   // at most the interval
  std::string ping;                                       // of a text frame; empty: a ping frame

  // The first goes out an interval after the connection opened. What a client sends is never taken
  // for one; of the server's heartbeat, an equal text that a client sends is one.
  std::optional<Heartbeat> heartbeat;
};

// How messages look to the clients of one protocol, inside the frames of a transport.
//
// Threads: called from every reactor at once; implementations are const.
// Blocking: must not block.
// Ownership: owned by the application; outlives every connection.
class Wording {
 public:
  virtual ~Wording() = default;

  // The name in the configuration file; where it is a WebSocket subprotocol, that one's.
  virtual const char* name() const = 0;

  // The bytes that carry `message` to a client: those of `message` itself, or of `scratch`, which
  // it may overwrite. They are a text frame if the message is text, or if the dialect `speaksText`.
  // None: the dialect has no words for it, and its clients do not get it.
  virtual std::string_view encode(const Channel& channel, const Message& message,
                                  std::string& scratch) const = 0;
  virtual bool speaksText() const = 0;

  // What follows those bytes, each in a binary frame of its own.
  virtual std::vector<std::string> attachments(const Message& /*message*/) const { return {}; }

  // The same each time.
  virtual Pace pace() const { return {}; }
};

// One client protocol's words, in both directions, where it says them in the frames of a WebSocket
// and nowhere else.
class Dialect : public Wording {
 public:
  // Whether a connection becomes another user's when a site says that this user is that one now, as
  // when a guest has logged in: it keeps its other channels, and its session is asked about no
  // more.
  virtual bool followsAdoptions() const { return false; }

  // Whether decode() may yield a SubscribeRequest: the transport then keeps in mind who the client
  // is.
  virtual bool mayAskForMore() const = 0;

  // Whether a client hears what became of its requests. Where it does not, it may ask as often as
  // it likes: one too many waits, what it has already is left as it is, and so is what it gives
  // back and asks for again within a moment.
  virtual bool answersRequests() const { return true; }

  // What a client sent. A channel key in it reads as Channel::publicKey() writes it; `self` stands
  // for `sessionKey`.
  virtual ClientRequest decode(std::string payload, PayloadKind kind,
                               std::string_view sessionKey) const = 0;

  // The first text frame of a connection, the one behind a later request for channels, the one that
  // takes some back, and the one behind a request that failed; empty where the dialect has none.
  virtual std::string welcome(const Welcome& welcome) const = 0;
  virtual std::string granted(const Grant& grant) const = 0;
  virtual std::string revoked(const RequestedChannels& channels) const = 0;
  virtual std::string error(std::string_view code, std::string_view message) const = 0;
};

}  // namespace fanfare

#endif  // FANFARE_DIALECT_H_
