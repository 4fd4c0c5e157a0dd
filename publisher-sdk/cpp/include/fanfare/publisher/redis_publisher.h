// The publisher SDK: lets any backend publish to the browsers connected to a Fanfare server, by way
// of the Redis they share, or of the server's HTTP API.
//
//    auto publisher = RedisPublisher::create({}, "chat", Audiences::everyone());
//    if (publisher) auto heard = publisher->publishMessage("Hello");

#ifndef FANFARE_PUBLISHER_REDIS_PUBLISHER_H_
#define FANFARE_PUBLISHER_REDIS_PUBLISHER_H_

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fanfare/channel.h"
#include "fanfare/control_message.h"
#include "fanfare/publisher/audiences.h"
#include "fanfare/publisher/redis_transport.h"
#include "fanfare/publisher/transport.h"
#include "fanfare/result.h"

namespace fanfare::publisher {

// Publishes to the audiences of one facility, and reads what is kept for a reader of it.
//
// Threads: those of its transport: one thread at a time for all that share it.
// Ownership: shares its transport. A call that fails with kUnavailable has closed its connection,
// and the next call opens another.
// Blocking: no call takes longer than the transport's timeouts.
class RedisPublisher {
 public:
  // Does not connect. Fails with kInvalidArgument if a name or an option is malformed, or if kSelf
  // is named without a `request`; without audiences the publisher can only fetch, disconnect and
  // revoke.
  static Result<RedisPublisher> create(const Options& options, std::string_view facility,
                                       const Audiences& audiences,
                                       const std::optional<Reader>& request = std::nullopt);

  // Over a transport that others may share. REQUIRES: `transport` is not null.
  static Result<RedisPublisher> create(std::shared_ptr<Transport> transport,
                                       std::string_view facility, const Audiences& audiences,
                                       const std::optional<Reader>& request = std::nullopt);

  // From here on publishes to these, over the same connection. Fails with kInvalidArgument, and
  // then leaves everything as it was.
  Result<void> readdress(std::string_view facility, const Audiences& audiences,
                         const std::optional<Reader>& request = std::nullopt);

  // The keys of the channels it publishes to, without the prefix.
  std::vector<std::string> channels() const;

  // The audiences ("users", "groups", "sessions", "rooms") that came to nobody, and for which
  // nothing is published: the list is empty, or the request of kSelf is anonymous or has no group
  // or no session.
  const std::vector<std::string>& withheld() const { return to_->withheld; }

  // Publishes to each channel once, whichever audiences name it. With an `expire` above zero (by
  // default that of the transport) the message is also kept that long, for who connects later; both
  // happen in one transaction. What an earlier message left is not removed otherwise.
  //
  // Returns how many Fanfare servers heard it. Fails with kInvalidArgument (no audience, an expiry
  // below zero or absurd, more than `maxBytes`), kNotAuthorized (Redis refuses the login or the
  // command, Fanfare the key) or kUnavailable; after a timeout the message may have been published
  // or not.
  Result<Heard> publishMessage(std::string_view message,
                               std::optional<std::chrono::seconds> expire = std::nullopt);

  // All in one round trip, in order, each in a transaction of its own; none if one is too large.
  // Returns how many servers heard each.
  Result<std::vector<Heard>> publishBatch(
      const std::vector<std::string>& messages,
      std::optional<std::chrono::seconds> expire = std::nullopt);

  // The message kept for `reader`: the first one that is not empty among those for the session, the
  // user, the groups in their order, and everybody; or only for `audience`, which may also be
  // kRoom. nullopt if there is none; a key that holds no string counts as none.
  //
  // Fails with kInvalidArgument (malformed name, kConnection, kRoom without a room), kNotAuthorized
  // or kUnavailable.
  Result<std::optional<std::string>> fetchMessage(
      const Reader& reader, std::optional<AudienceKind> audience = std::nullopt);

  // Likewise where there is no request, so that only everybody is left. Who asks for the user, a
  // group or the session nevertheless, gets kInvalidArgument.
  Result<std::optional<std::string>> fetchMessage(
      std::nullopt_t noRequest, std::optional<AudienceKind> audience = std::nullopt);

  // Ends connections on every server at once. What was known of the user or session before does not
  // count any more; whose session still holds may come back, so end it first. Fails with
  // kInvalidArgument (an empty name, a connection that is no number), kNotAuthorized or
  // kUnavailable.
  Result<void> disconnect(const Disconnect& whom);

  // Takes a group from a user on every server: the group's channels go, the connections stay. Fails
  // likewise.
  Result<void> revoke(const Revoke& membership);

 private:
  friend class Pipeline;
  RedisPublisher(std::shared_ptr<Transport> transport, std::shared_ptr<const Addressees> to);
  Result<void> send(const ControlMessage& message);

  std::shared_ptr<Transport> transport_;
  std::shared_ptr<const Addressees> to_;
};

// Publications of several publishers, sent in one round trip.
//
//    Pipeline pipeline(publisher);
//    auto added = pipeline.add(publisher, "for these");
//    auto others = pipeline.add(another, "for those", 60s);
//    auto heard = pipeline.send();
//
// Threads: as its transport.
// Ownership: shares the transport of the publisher it is made of; those of others are not used.
class Pipeline {
 public:
  explicit Pipeline(const RedisPublisher& publisher) : transport_(publisher.transport_) {}

  // For those the publisher publishes to now. Fails with kInvalidArgument, as publishMessage()
  // does, and then adds nothing.
  Result<void> add(const RedisPublisher& publisher, std::string message,
                   std::optional<std::chrono::seconds> expire = std::nullopt);

  // How many servers heard each, in order; the pipeline is empty again, whatever happens. Fails
  // with kInvalidArgument (bytes over HTTP), kNotAuthorized or kUnavailable.
  Result<std::vector<Heard>> send();

 private:
  struct Added {
    std::shared_ptr<const Addressees> to;
    std::string message;
    std::optional<std::chrono::seconds> expire;
  };

  std::shared_ptr<Transport> transport_;
  std::vector<Added> added_;
};

}  // namespace fanfare::publisher

#endif  // FANFARE_PUBLISHER_REDIS_PUBLISHER_H_
