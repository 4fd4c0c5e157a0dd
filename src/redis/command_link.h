#ifndef FANFARE_REDIS_COMMAND_LINK_H_
#define FANFARE_REDIS_COMMAND_LINK_H_

#include <cstddef>
#include <deque>
#include <functional>
#include <optional>

#include "fanfare/result.h"

#include "redis/command.h"
#include "redis/link.h"
#include "redis/reply.h"

namespace fanfare::redis {

// Told when a link has come up or gone down; isUp() says which.
class LinkWatcher {
 public:
  virtual ~LinkWatcher() = default;
  virtual void onLinkChange() = 0;
};

struct PendingBounds {
  std::size_t commands = 100'000;
  std::size_t bytes = 64u << 20;
};

// A link for commands, which are pipelined: those of one turn leave in one write, and none waits
// for another's reply.
//
// Threads and ownership: as Link's.
// Delivery: a command that was sent when the link is lost may have been executed or not; it fails,
// and is not sent again.
class CommandLink final : private LinkHandler {
 public:
  using Done = std::function<void(Result<Reply>)>;

  CommandLink(net::Reactor& reactor, Log& log, const LinkOptions& options,
              const PendingBounds& bounds, LinkWatcher& watcher);

  void start() { link_.start(); }
  bool isUp() const { return link_.isUp(); }

  // `done` gets the last reply, or the first error among all of them; once, and never from within
  // this call. Fails with kUnavailable if the link is down, is lost, or has too much pending.
  // REQUIRES: there is at least one command.
  void send(const Commands& commands, Done done);

 private:
  struct Pending {
    std::size_t repliesLeft;
    std::size_t bytes;
    Done done;
    std::optional<Error> error;  // the first
  };

  void onUp() override { watcher_.onLinkChange(); }
  void onReply(Reply& reply) override;
  void onDown(const Error& why) override;
  void probe() override;

  void fail(Done done, const char* why);

  net::Reactor& reactor_;
  LinkWatcher& watcher_;
  const PendingBounds bounds_;
  Link link_;
  std::deque<Pending> pending_;
  std::size_t pendingCommands_ = 0;  // the sum over pending_
  std::size_t pendingBytes_ = 0;     // likewise
};

}  // namespace fanfare::redis

#endif  // FANFARE_REDIS_COMMAND_LINK_H_
