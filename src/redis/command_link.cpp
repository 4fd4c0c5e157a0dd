#include "redis/command_link.h"

#include <utility>

namespace fanfare::redis {

CommandLink::CommandLink(net::Reactor& reactor, Log& log, const LinkOptions& options,
                         const PendingBounds& bounds, LinkWatcher& watcher)
    : reactor_(reactor),
      watcher_(watcher),
      bounds_(bounds),
      link_(reactor, log, options, "commands", *this) {}

void CommandLink::send(const Commands& commands, Done done) {
  if (!isUp()) return fail(std::move(done), "redis: not connected");
  const std::size_t bytes = commands.bytes().size();
  const bool fits = pendingCommands_ + commands.count() <= bounds_.commands &&
                    pendingBytes_ + bytes <= bounds_.bytes;
  if (!fits && !pending_.empty()) return fail(std::move(done), "redis: too many commands pending");

  pending_.push_back({commands.count(), bytes, std::move(done), std::nullopt});
  pendingCommands_ += commands.count();
  pendingBytes_ += bytes;
  link_.send(commands.bytes());
}

void CommandLink::onReply(Reply& reply) {
  if (pending_.empty()) return link_.drop("an answer to no command");
  Pending& front = pending_.front();
  --pendingCommands_;
  const bool isLast = --front.repliesLeft == 0;
  if (!isLast && !reply.isError()) return;

  auto result = withoutError(std::move(reply));
  if (!result && !front.error) front.error = result.error();
  if (!isLast) return;

  const Pending answered = std::move(front);
  pending_.pop_front();
  pendingBytes_ -= answered.bytes;
  if (answered.error) return answered.done(*answered.error);
  answered.done(std::move(result));
}

void CommandLink::onDown(const Error& why) {
  const auto lost = std::exchange(pending_, {});
  pendingCommands_ = 0;
  pendingBytes_ = 0;
  watcher_.onLinkChange();
  for (const Pending& each : lost) each.done(why);
}

void CommandLink::probe() {
  Commands ping;
  ping.add({"PING"});
  send(ping, [](const Result<Reply>&) {});
}

void CommandLink::fail(Done done, const char* why) {
  reactor_.atEndOfTurn([done = std::move(done), why] {
    done(Error{ErrorCode::kUnavailable, why});
  });
}

}  // namespace fanfare::redis
