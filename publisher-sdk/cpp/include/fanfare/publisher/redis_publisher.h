// The publisher SDK: lets any backend publish to the browsers connected to a Fanfare server, by way
// of the Redis they share.
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
#include "fanfare/result.h"

namespace fanfare::publisher {

struct Options {
  std::string url = "redis://127.0.0.1:6379/0";  // see RedisAddress
  std::string prefix;                            // the server's `broker.prefix`
  std::chrono::seconds expire{3600};             // how long a message is kept; zero keeps none
  std::size_t maxBytes = 1 << 20;                // how large a message may be
  std::chrono::milliseconds connectTimeout{2000};
  std::chrono::milliseconds commandTimeout{2000};  // of each call below, connecting not counted
  Colons colons =
      Colons::kInName;  // kInFacility where the server sets `facility.<...>.allow_colon`
};

// In place of a name: the user, the groups or the session of the request. No name can be this.
inline constexpr std::string_view kSelf("\0self", 5);

// Whom a message is for. Value type.
struct Audiences {
  bool broadcast = false;
  std::vector<std::string> users;
  std::vector<std::string> groups;
  std::vector<std::string> sessions;
  std::vector<std::string> rooms;

  static Audiences everyone() { return {true, {}, {}, {}, {}}; }
};

// Who is behind a request: for whom a kept message is looked up, and who kSelf is. What is empty is
// passed over; somebody without a user is anonymous. Value type.
struct Reader {
  std::string session;
  std::string user;
  std::vector<std::string> groups;
  std::vector<std::string> rooms;
};

// Publishes to the audiences of one facility, and reads what is kept for a reader of it.
//
// Threads: one thread at a time; different publishers are independent.
// Ownership: owns its one Redis connection, opened by the first call that needs it. A call that
// fails with kUnavailable has closed it, and the next call opens another.
// Blocking: no call takes longer than its timeouts, save that looking up a host's name takes the
// time the system's resolver takes.
class RedisPublisher {
 public:
  // Does not connect. Fails with kInvalidArgument if a name or an option is malformed, or if kSelf
  // is named without a `request`; without audiences the publisher can only fetch.
  static Result<RedisPublisher> create(const Options& options, std::string_view facility,
                                       const Audiences& audiences,
                                       const std::optional<Reader>& request = std::nullopt);

  RedisPublisher(RedisPublisher&&) noexcept;
  RedisPublisher& operator=(RedisPublisher&&) noexcept;
  ~RedisPublisher();

  // From here on publishes to these, over the same connection. Fails with kInvalidArgument, and
  // then leaves everything as it was.
  Result<void> readdress(std::string_view facility, const Audiences& audiences,
                         const std::optional<Reader>& request = std::nullopt);

  // The keys of the channels it publishes to, without the prefix.
  std::vector<std::string> channels() const;

  // The audiences ("users", "groups", "sessions") whose kSelf came to nobody: nothing is published
  // for it, for the request is anonymous or has no group or no session.
  const std::vector<std::string>& withheld() const;

  // Publishes to each channel once, whichever audiences name it. With an `expire` above zero (by
  // default that of the options) the message is also kept that long, for who connects later; both
  // happen in one transaction. What an earlier message left is not removed otherwise.
  //
  // Returns how many Fanfare servers heard it, summed over the channels. Fails with
  // kInvalidArgument (no audience, an expiry below zero or absurd, more than `maxBytes`),
  // kNotAuthorized (Redis refuses the login or the command) or kUnavailable; after a timeout the
  // message may have been published or not.
  Result<int> publishMessage(std::string_view message,
                             std::optional<std::chrono::seconds> expire = std::nullopt);

  // All in one round trip, in order, each in a transaction of its own; none if one is too large.
  // Returns how many servers heard each.
  Result<std::vector<int>> publishBatch(const std::vector<std::string>& messages,
                                        std::optional<std::chrono::seconds> expire = std::nullopt);

  // The message kept for `reader`: the first one that is not empty among those for the session, the
  // user, the groups in their order, and everybody; or only for `audience`, which may also be
  // kRoom. nullopt if there is none; a key that holds no string counts as none.
  //
  // Fails with kInvalidArgument (malformed name, kConnection), kNotAuthorized or kUnavailable.
  Result<std::optional<std::string>> fetchMessage(
      const Reader& reader, std::optional<AudienceKind> audience = std::nullopt);

 private:
  class State;
  explicit RedisPublisher(std::unique_ptr<State> state);

  template <typename Messages>
  static Result<std::vector<int>> publishAll(State& state, const Messages& messages,
                                             std::optional<std::chrono::seconds> expire);

  std::unique_ptr<State> state_;
};

}  // namespace fanfare::publisher

#endif  // FANFARE_PUBLISHER_REDIS_PUBLISHER_H_
