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
  std::chrono::milliseconds connectTimeout{2000};
  std::chrono::milliseconds commandTimeout{2000};  // of each call below, connecting not counted
  Colons colons =
      Colons::kInName;  // kInFacility where the server sets `facility.<...>.allow_colon`
};

// Whom a message is for. Value type.
struct Audiences {
  bool broadcast = false;
  std::vector<std::string> users;
  std::vector<std::string> groups;
  std::vector<std::string> sessions;
  std::vector<std::string> rooms;

  static Audiences everyone() { return {true, {}, {}, {}, {}}; }
};

// For whom a kept message is looked up; what is empty is passed over. Value type.
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
  // Does not connect. Fails with kInvalidArgument if a name or an option is malformed; without
  // audiences the publisher can only fetch.
  static Result<RedisPublisher> create(const Options& options, std::string_view facility,
                                       const Audiences& audiences);

  RedisPublisher(RedisPublisher&&) noexcept;
  RedisPublisher& operator=(RedisPublisher&&) noexcept;
  ~RedisPublisher();

  // From here on publishes to these, over the same connection. Fails with kInvalidArgument, and
  // then leaves everything as it was.
  Result<void> readdress(std::string_view facility, const Audiences& audiences);

  // Publishes to each channel once, whichever audiences name it. With an `expire` above zero (by
  // default that of the options) the message is also kept that long, for who connects later; both
  // happen in one transaction. What an earlier message left is not removed otherwise.
  //
  // Returns how many Fanfare servers heard it, summed over the channels. Fails with
  // kInvalidArgument (no audience, absurd expiry), kNotAuthorized (Redis refuses the login or the
  // command) or kUnavailable; after a timeout the message may have been published or not.
  Result<int> publishMessage(std::string_view message,
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

  std::unique_ptr<State> state_;
};

}  // namespace fanfare::publisher

#endif  // FANFARE_PUBLISHER_REDIS_PUBLISHER_H_
