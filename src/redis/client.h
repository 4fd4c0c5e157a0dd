#ifndef FANFARE_REDIS_CLIENT_H_
#define FANFARE_REDIS_CLIENT_H_

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "fanfare/clock.h"
#include "fanfare/result.h"

#include "model/log.h"
#include "net/reactor.h"
#include "redis/command.h"
#include "redis/command_link.h"
#include "redis/link.h"
#include "redis/reply.h"
#include "redis/waiting_room.h"

namespace fanfare::redis {

// A Redis for threads that may wait: one command link, on a thread of its own, for all who ask.
// What several ask at the same time is pipelined. It connects when it is first asked.
//
// Threads: ask() and askLater() from any; the rest from one.
// Ownership: `clock` and `log` outlive it. Who asks has been answered before it dies.
class Client final : private LinkWatcher, private net::Timer {
 public:
  using Replies = std::vector<Reply>;

  static constexpr std::chrono::milliseconds kMaxQueued{1000};  // or a quarter of the timeout

  static constexpr std::size_t kPlaces = 64;

  // Who asks takes a place in `room`, which several clients may share.
  Client(const Clock& clock, Log& log, const LinkOptions& options,
         std::shared_ptr<WaitingRoom> room = std::make_shared<WaitingRoom>(kPlaces));
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;
  ~Client() override;

  // The reply to each of `commands`, in their order. Fails as CommandLink::send(), if one of them
  // does; an error that Redis replies with is such a failure.
  // Blocking: for the timeout of the options at most, once there is a place; without one it fails
  // when none became free for a while. For so long from the first, and from when the
  // link was lost, a question waits for it to come up; after that it fails at once until it does.
  Result<Replies> ask(std::vector<Commands> commands);

  // The reply to each of `commands`, or why there is none: each fails by itself, as in ask(), and
  // waits for the link as long. Called on the client's thread, or never if the client dies before.
  // Nobody waits, so nobody takes a place: who asks bounds how much he asks for. REQUIRES: there is
  // at least one.
  using Later = std::function<void(std::vector<Result<Reply>>)>;
  void askLater(std::vector<Commands> commands, Later later);

 private:
  struct Question;
  using QuestionPtr = std::shared_ptr<Question>;

  void post(std::vector<Commands> commands, Later later);
  void start();
  void take(const QuestionPtr& question);
  void send(const QuestionPtr& question);
  void onLinkChange() override;
  void onTimer() override;

  Result<Replies> await(std::vector<Commands> commands, WaitingRoom::Left& how);

  const std::chrono::milliseconds timeout_;
  const std::shared_ptr<WaitingRoom> room_;
  net::Reactor reactor_;
  CommandLink link_;
  std::vector<QuestionPtr> waiting_;  // for the link, while the timer is set
  std::once_flag isStarted_;
  std::thread thread_;
};

}  // namespace fanfare::redis

#endif  // FANFARE_REDIS_CLIENT_H_
