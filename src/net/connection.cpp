#include "net/connection.h"

#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <limits>
#include <utility>

namespace fanfare::net {
namespace {

constexpr std::uint32_t kIn = EPOLLIN;
constexpr std::uint32_t kOut = EPOLLOUT;
constexpr std::uint32_t kDead = EPOLLHUP | EPOLLERR;
constexpr std::size_t kLargestBound = std::size_t{2} << 30;

}  // namespace

class Connection::Patience final : public Timer {
 public:
  explicit Patience(Connection& connection) : connection_(connection) {}

  void onTimer() override { connection_.beGone(); }

 private:
  Connection& connection_;
};

Connection::Connection(Reactor& reactor, Transport transport)
    : isPaused_(false),
      isWaiting_(false),
      hasPeerClosed_(false),
      transport_(std::move(transport)),
      reactor_(reactor) {
  if (!reactor_.watch(transport_.fd(), watched_, *this)) abort();
}

Connection::~Connection() {
  if (state_ == State::kGone) return;
  reactor_.recountQueued(queuedBytes_, 0);
  reactor_.unwatch(transport_.fd(), *this);
}

Enqueued Connection::enqueue(Chunk chunk) {
  if (state_ != State::kOpen) return Enqueued::kAccepted;
  if (isWaiting_ && reactor_.queuedBytes() + chunk.size() > reactor_.maxQueuedBytes()) {
    return Enqueued::kSlowConsumer;
  }
  const std::size_t maxBytes = std::min(outboxMaxBytes(), kLargestBound);
  if (pendingBytes() + chunk.size() > maxBytes) makeRoom();
  if (state_ != State::kOpen) return Enqueued::kAccepted;
  if (append(std::move(chunk), maxBytes) == Enqueued::kSlowConsumer) {
    return Enqueued::kSlowConsumer;
  }
  if (isWaiting_) {
    recount();
  } else {
    reactor_.callAtEndOfTurn(*this);
  }
  return Enqueued::kAccepted;
}

Enqueued Connection::append(Chunk chunk, std::size_t maxBytes) {
  if (chunk.empty()) return Enqueued::kAccepted;
  if (!outbox_) outbox_ = reactor_.outboxes().take();
  const Enqueued result = outbox_->enqueue(std::move(chunk), maxBytes);
  letGoIfEmpty();
  return result;
}

bool Connection::flush() {
  const bool isThere = outbox_ ? outbox_->flush(transport_) : transport_.flush();
  letGoIfEmpty();
  return isThere;
}

void Connection::letGoIfEmpty() {
  if (outbox_ && outbox_->empty()) reactor_.outboxes().giveBack(std::move(outbox_));
}

void Connection::makeRoom() {
  if (isWaiting_ || !outbox_) return;
  if (!flush()) return abort();
  isWaiting_ = hasToWait();
  recount();
  watchWhatMatters();
}

void Connection::discardUnsent() {
  if (state_ != State::kOpen) return;
  if (outbox_) outbox_->discardUnbegun();
  letGoIfEmpty();
  recount();
}

void Connection::pauseReading() {
  if (state_ != State::kOpen) return;
  isPaused_ = true;
  watchWhatMatters();
}

void Connection::resumeReading() {
  isPaused_ = false;
  watchWhatMatters();
}

void Connection::endAfter(std::chrono::milliseconds patience, Chunk lastWords) {
  if (state_ != State::kOpen) return;
  state_ = State::kEnding;
  (void)append(std::move(lastWords), std::numeric_limits<std::size_t>::max());
  recount();
  resumeReading();
  patience_ = std::make_unique<Patience>(*this);
  reactor_.timers().set(*patience_, patience);
  reactor_.callAtEndOfTurn(*this);
}

void Connection::abort() {
  if (state_ == State::kGone) return;
  state_ = State::kAborting;
  reactor_.callAtEndOfTurn(*this);
}

void Connection::onEvents(std::uint32_t events) {
  if (state_ == State::kAborting) return;
  if ((events & kOut) != 0) reactor_.callAtEndOfTurn(*this);
  if ((events & (kIn | kDead)) != 0) receive((events & kDead) != 0);
}

void Connection::onEndOfTurn() {
  if (state_ == State::kAborting) return beGone();
  if (!flush()) return beGone();

  const bool hadToWait = isWaiting_;
  isWaiting_ = hasToWait();
  if (hadToWait || isWaiting_) {
    recount();
    watchWhatMatters();
  }
  if (isWaiting_) return;
  if (state_ == State::kEnding) return shutDown();
  if (hadToWait) onDrained();
}

void Connection::receive(bool isDead) {
  if (hasPeerClosed_ || isPaused_) {
    if (isDead) beGone();
    return;
  }
  Reactor::Scratch& scratch = reactor_.scratch();
  const ssize_t count = transport_.receive(scratch.data(), scratch.size());
  if (transport_.unsentBytes() > 0) reactor_.callAtEndOfTurn(*this);
  if (count > 0) {
    if (state_ != State::kOpen) return;
    return onBytes({scratch.data(), static_cast<std::size_t>(count)});
  }
  if (count == 0) return onPeerClosed();
  if (errno == EINTR || ((errno == EAGAIN || errno == EWOULDBLOCK) && !isDead)) return;
  beGone();
}

void Connection::onPeerClosed() {
  if (state_ == State::kOpen || !outbox_) return beGone();
  hasPeerClosed_ = true;
  watchWhatMatters();
}

void Connection::shutDown() {
  if (hasPeerClosed_) return beGone();
  transport_.endSending();
  isWaiting_ = hasToWait();
  watchWhatMatters();
}

void Connection::watchWhatMatters() {
  if (state_ == State::kAborting || state_ == State::kGone) return;
  const std::uint32_t events =
      (isPaused_ || hasPeerClosed_ ? 0 : kIn) | (isWaiting_ ? kOut : std::uint32_t{0});
  if (events == watched_) return;
  watched_ = static_cast<std::uint8_t>(events);
  reactor_.rewatch(transport_.fd(), events, *this);
}

void Connection::recount() {
  const std::size_t queued = isWaiting_ ? pendingBytes() + transport_.unsentBytes() : 0;
  if (queued == queuedBytes_) return;
  reactor_.recountQueued(queuedBytes_, queued);
  queuedBytes_ = static_cast<std::uint32_t>(queued);
}

void Connection::beGone() {
  state_ = State::kGone;
  isWaiting_ = false;
  recount();
  if (patience_) patience_->cancel();
  reactor_.unwatch(transport_.fd(), *this);
  transport_.sayGoodbye();
  transport_ = Transport();
  onGone();
}

}  // namespace fanfare::net
