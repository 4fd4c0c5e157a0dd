#include "net/reactor.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <utility>

namespace fanfare::net {
namespace {

[[noreturn]] void die(const char* what) {
  std::perror(what);
  std::abort();
}

int newEpoll() {
  const int fd = ::epoll_create1(EPOLL_CLOEXEC);
  if (fd < 0) die("fanfare: epoll_create1");
  return fd;
}

bool control(int epoll, int operation, int fd, std::uint32_t events, void* whom) {
  epoll_event event{};
  event.events = events;
  event.data.ptr = whom;
  return ::epoll_ctl(epoll, operation, fd, &event) == 0;
}

}  // namespace

Reactor::Reactor(const Clock& clock, std::size_t maxQueuedBytes)
    : clock_(clock),
      maxQueuedBytes_(maxQueuedBytes),
      epoll_(newEpoll()),
      scratch_(std::make_unique<Scratch>()),
      timers_(clock) {
  if (!control(epoll_.fd(), EPOLL_CTL_ADD, mailbox_.fd(), EPOLLIN, &mailbox_)) {
    die("fanfare: epoll_ctl of a mailbox");
  }
}

Reactor::~Reactor() {
  // What dies here may defer, post and condemn more.
  do {
    mailbox_.drain(posted_);
    std::exchange(posted_, {}).clear();
    std::exchange(deferred_, {}).clear();
    std::exchange(condemned_, {}).clear();
  } while (!deferred_.empty() || !condemned_.empty());
}

void Reactor::run() {
  thread_ = std::this_thread::get_id();
  while (!isStopping_) turn();
  runPosted();
  endTurn();
  isStopping_ = false;
  thread_ = std::thread::id();
}

bool Reactor::isOnThread() const { return thread_ == std::this_thread::get_id(); }

bool Reactor::watch(int fd, std::uint32_t events, EventHandler& handler) {
  return control(epoll_.fd(), EPOLL_CTL_ADD, fd, events, &handler);
}

void Reactor::rewatch(int fd, std::uint32_t events, EventHandler& handler) {
  if (!control(epoll_.fd(), EPOLL_CTL_MOD, fd, events, &handler)) die("fanfare: epoll_ctl");
}

void Reactor::unwatch(int fd, EventHandler& handler) {
  // Fails where the descriptor was closed before, which has ended the watch as well.
  (void)::epoll_ctl(epoll_.fd(), EPOLL_CTL_DEL, fd, nullptr);
  for (std::size_t i = readyNext_; i < readyEnd_; ++i) {
    if (ready_[i].data.ptr == &handler) ready_[i].data.ptr = nullptr;
  }
  if (handler.endOfTurnPlace_ == 0) return;
  endOfTurnCalls_[handler.endOfTurnPlace_ - 1] = nullptr;
  handler.endOfTurnPlace_ = 0;
}

void Reactor::atEndOfTurn(Task task) { deferred_.push_back(std::move(task)); }

void Reactor::callAtEndOfTurn(EventHandler& handler) {
  if (handler.endOfTurnPlace_ != 0) return;
  endOfTurnCalls_.push_back(&handler);
  handler.endOfTurnPlace_ = static_cast<std::uint32_t>(endOfTurnCalls_.size());
}

void Reactor::destroyLater(std::shared_ptr<void> object) {
  condemned_.push_back(std::move(object));
}

void Reactor::recountQueued(std::size_t before, std::size_t after) {
  queuedBytes_.store(queuedBytes() - before + after, std::memory_order_relaxed);
}

void Reactor::turn() {
  if (std::exchange(isYielding_, false)) std::this_thread::yield();
  callReadyHandlers(waitMilliseconds());
  if (hasPosts_) runPosted();
  timers_.advance();
  endTurn();
}

int Reactor::waitMilliseconds() {
  if (hasWork()) return 0;
  const auto wait = timers_.untilNext();
  if (!wait) return -1;
  constexpr std::chrono::milliseconds kLongest = std::chrono::hours(1);
  return static_cast<int>(std::min(*wait, kLongest).count());
}

void Reactor::callReadyHandlers(int timeoutMilliseconds) {
  const int count =
      ::epoll_wait(epoll_.fd(), ready_.data(), static_cast<int>(kMaxEvents), timeoutMilliseconds);
  if (count < 0 && errno != EINTR) die("fanfare: epoll_wait");

  readyNext_ = 0;
  readyEnd_ = count < 0 ? 0 : static_cast<std::size_t>(count);
  while (readyNext_ < readyEnd_) {
    const epoll_event event = ready_[readyNext_++];
    if (event.data.ptr == &mailbox_) {
      hasPosts_ = true;
    } else if (event.data.ptr != nullptr) {
      static_cast<EventHandler*>(event.data.ptr)->onEvents(event.events);
    }
  }
}

void Reactor::runPosted() {
  hasPosts_ = false;
  mailbox_.drain(posted_);
  for (Task& task : posted_) task();
  posted_.clear();
}

void Reactor::endTurn() {
  while (hasWork()) {
    runDeferred();
    std::exchange(condemned_, {}).clear();
  }
}

void Reactor::runDeferred() {
  while (!deferred_.empty()) {
    deferredRunning_.swap(deferred_);
    for (Task& task : deferredRunning_) task();
    deferredRunning_.clear();
  }
  // By index, for handlers that are called may ask for more calls.
  for (std::size_t i = 0; i < endOfTurnCalls_.size(); ++i) {
    EventHandler* const handler = endOfTurnCalls_[i];
    if (handler == nullptr) continue;
    handler->endOfTurnPlace_ = 0;
    handler->onEndOfTurn();
  }
  endOfTurnCalls_.clear();
}

bool Reactor::hasWork() const {
  return !deferred_.empty() || !endOfTurnCalls_.empty() || !condemned_.empty();
}

}  // namespace fanfare::net
