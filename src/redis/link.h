#ifndef FANFARE_REDIS_LINK_H_
#define FANFARE_REDIS_LINK_H_

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "fanfare/redis_address.h"
#include "fanfare/result.h"

#include "model/log.h"
#include "net/descriptor.h"
#include "net/reactor.h"
#include "redis/backoff.h"
#include "redis/command.h"
#include "redis/dial.h"
#include "redis/reply.h"
#include "redis/reply_reader.h"

namespace fanfare::redis {

struct LinkOptions {
  RedisAddress address;
  std::chrono::milliseconds timeout{5000};     // of connecting; of a Redis that does not answer
  std::chrono::milliseconds retryMin{100};     // the first pause before another attempt is up to
  std::chrono::milliseconds retryMax{10'000};  // so long, each further one up to twice as long
};

// What a link's replies mean: a CommandLink or a SubscriberLink.
class LinkHandler {
 public:
  virtual ~LinkHandler() = default;

  // The link is connected, authenticated and at its database.
  virtual void onUp() = 0;

  // The next reply, which may be taken from.
  virtual void onReply(Reply& reply) = 0;

  // Nothing has come for a while. Sends a command that is answered in any case.
  virtual void probe() = 0;

  // The link was up and is so no more; what has not been answered will not be. It reconnects by
  // itself.
  virtual void onDown(const Error& why) = 0;
};

// One connection to a Redis, made again whenever it is lost. A Redis that does not answer within
// the timeout counts as lost, however healthy its socket looks. All that is sent in one turn leaves
// in one write.
//
// Threads: confined to its reactor.
// Ownership: may be destroyed at any time, but within a call of its handler's.
class Link final : private net::EventHandler, private net::Timer {
 public:
  // `purpose` names the link in the log. `log` and `handler` outlive it.
  Link(net::Reactor& reactor, Log& log, const LinkOptions& options, std::string purpose,
       LinkHandler& handler);
  ~Link() override;

  // Begins to connect, at the end of this turn.
  void start();

  bool isUp() const { return state_ == State::kUp; }

  // Passed over unless the link is up.
  void send(std::string_view bytes);

  // Closes the connection, which is made again after a pause, and logs `cause`.
  void drop(const std::string& cause);

  std::size_t unsentBytes() const { return unsent_.size() - sent_; }

 private:
  enum class State { kIdle, kPausing, kConnecting, kGreeting, kUp };

  void onEvents(std::uint32_t events) override;
  void onEndOfTurn() override { flush(); }
  void onTimer() override;

  void connect();
  void tryNextEndpoint(std::string cause);
  void onConnected();
  void greet();
  void onGreeted(const Reply& reply);
  void becomeUp();

  void receive();
  bool parse(std::string_view bytes);
  void dispatch(Reply& reply);

  void append(std::string_view bytes);
  void flush();
  void watchForWriting(bool isWanted);
  void checkAlive();

  void close();
  void logOnce(const std::string& cause);

  net::Reactor& reactor_;
  Log& log_;
  const LinkOptions options_;
  const std::string purpose_;
  LinkHandler& handler_;

  State state_ = State::kIdle;
  net::Descriptor socket_;
  std::vector<Endpoint> endpoints_;  // still to be tried, the next one last
  std::uint64_t connection_ = 0;     // counts them, to notice a drop from within a callback
  std::size_t greetingsLeft_ = 0;
  ReplyReader reader_;

  std::string unsent_;  // from sent_ on
  std::size_t sent_ = 0;
  bool watchesForWriting_ = false;

  bool hasHeard_ = false;  // since the last checkAlive()
  int silentChecks_ = 0;

  Backoff backoff_;
  Clock::Time upSince_;
  std::string loggedCause_;
  Clock::Time loggedAt_;
  bool isAnnounced_ = false;  // that it is up, since a cause was logged
};

}  // namespace fanfare::redis

#endif  // FANFARE_REDIS_LINK_H_
