#include "redis/link.h"

#include <poll.h>  // epoll's events are poll's
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <random>
#include <system_error>
#include <utility>

namespace fanfare::redis {
namespace {

// A link is lost after kSilentChecks quarters of the timeout without a byte, the first of which it
// may have spent talking: within the timeout, and never sooner than half of it after the probe.
constexpr int kChecksPerTimeout = 4;
constexpr int kSilentChecks = 3;

constexpr int kReadsPerTurn = 16;
// What hiredis has parsed it moves out of its buffer often: small pieces make short moves.
constexpr std::size_t kFeedBytes = 4096;
constexpr std::size_t kSpareBytes = 1u << 20;  // more is not kept when there is nothing to send
constexpr std::chrono::milliseconds kShortestPause = net::TimerWheel::kTick;
constexpr std::chrono::seconds kLogAgain{60};

constexpr std::uint32_t kReadable = POLLIN;
constexpr std::uint32_t kWritable = POLLOUT;

std::string textOf(int error) { return std::generic_category().message(error); }

}  // namespace

Link::Link(net::Reactor& reactor, Log& log, const LinkOptions& options, std::string purpose,
           LinkHandler& handler)
    : reactor_(reactor),
      log_(log),
      options_(options),
      purpose_(std::move(purpose)),
      handler_(handler),
      backoff_(options.retryMin, options.retryMax, std::random_device{}()) {}

Link::~Link() { close(); }

void Link::start() {
  state_ = State::kPausing;
  reactor_.timers().set(*this, std::chrono::milliseconds(0));
}

void Link::send(std::string_view bytes) {
  if (isUp()) append(bytes);
}

void Link::drop(const std::string& cause) {
  if (state_ == State::kIdle || state_ == State::kPausing) return;
  const bool wasUp = isUp();
  if (wasUp && reactor_.clock().now() - upSince_ >= options_.retryMax) backoff_.reset();

  close();
  state_ = State::kPausing;
  logOnce(cause);
  reactor_.timers().set(*this, std::max(backoff_.next(), kShortestPause));
  if (wasUp) handler_.onDown({ErrorCode::kUnavailable, "redis: " + cause});
}

void Link::onEvents(std::uint32_t events) {
  if (state_ == State::kConnecting) {
    const auto ended = connectingEnded(socket_.fd());
    return ended ? onConnected() : tryNextEndpoint(ended.error().message);
  }
  const auto connection = connection_;
  if (events & kWritable) flush();
  if (connection == connection_ && (events & ~kWritable)) receive();
}

void Link::onTimer() {
  switch (state_) {
    case State::kIdle:
      return;
    case State::kPausing:
      return connect();
    case State::kConnecting:
    case State::kGreeting:
      return drop("no answer within " + std::to_string(options_.timeout.count()) + " ms");
    case State::kUp:
      return checkAlive();
  }
}

void Link::connect() {
  state_ = State::kConnecting;
  reactor_.timers().set(*this, options_.timeout);
  auto endpoints = endpointsOf(options_.address);
  if (!endpoints) return drop(endpoints.error().message);

  endpoints_ = std::move(endpoints).value();
  std::reverse(endpoints_.begin(), endpoints_.end());
  tryNextEndpoint({});
}

void Link::tryNextEndpoint(std::string cause) {
  close();
  while (!endpoints_.empty()) {
    auto begun = beginConnecting(endpoints_.back());
    endpoints_.pop_back();
    if (!begun) {
      cause = begun.error().message;
      continue;
    }
    socket_ = std::move(begun).value();
    if (reactor_.watch(socket_.fd(), kWritable, *this)) return;
    close();
    cause = "the system cannot watch one more socket";
  }
  drop(cause);
}

void Link::onConnected() {
  state_ = State::kGreeting;
  reactor_.rewatch(socket_.fd(), kReadable, *this);
  greet();
}

void Link::greet() {
  const RedisAddress& address = options_.address;
  Commands greetings;
  if (!address.user.empty()) {
    greetings.add({"AUTH", address.user, address.password});
  } else if (!address.password.empty()) {
    greetings.add({"AUTH", address.password});
  }
  if (address.database != 0) greetings.add({"SELECT", std::to_string(address.database)});
  greetings.add({"PING"});  // answered with an error by a Redis that cannot work as yet

  greetingsLeft_ = greetings.count();
  append(greetings.bytes());
}

void Link::onGreeted(const Reply& reply) {
  if (reply.isError()) {
    // A Redis without AUTH quotes what it was called with.
    const std::string& password = options_.address.password;
    const bool quotes = !password.empty() && reply.text.find(password) != std::string::npos;
    return drop(quotes ? "AUTH was refused" : reply.text);
  }
  if (--greetingsLeft_ == 0) becomeUp();
}

void Link::becomeUp() {
  state_ = State::kUp;
  upSince_ = reactor_.clock().now();
  hasHeard_ = true;
  silentChecks_ = 0;
  reactor_.timers().set(*this, options_.timeout / kChecksPerTimeout);
  if (isAnnounced_) return handler_.onUp();

  isAnnounced_ = true;
  log_.write(LogLevel::kInformation,
             "redis (" + purpose_ + "): connected to " + options_.address.shown());
  handler_.onUp();
}

void Link::receive() {
  net::Reactor::Scratch& buffer = reactor_.scratch();
  for (int reads = 0; reads < kReadsPerTurn; ++reads) {
    const ssize_t count = ::recv(socket_.fd(), buffer.data(), buffer.size(), 0);
    if (count == 0) return drop("the connection was closed");
    if (count < 0) {
      if (errno != EAGAIN && errno != EINTR) drop(textOf(errno));
      return;
    }
    hasHeard_ = true;
    const auto size = static_cast<std::size_t>(count);
    if (!parse({buffer.data(), size}) || size < buffer.size()) return;
  }
}

bool Link::parse(std::string_view bytes) {
  const auto connection = connection_;
  while (!bytes.empty()) {
    const std::string_view piece = bytes.substr(0, kFeedBytes);
    bytes.remove_prefix(piece.size());
    reader_.feed(piece);
    for (;;) {
      const auto reply = reader_.next();
      if (!reply) {
        drop("this is no Redis: " + reply.error().message);
        return false;
      }
      if (!*reply) break;
      dispatch(**reply);
      if (connection != connection_) return false;
    }
  }
  return true;
}

void Link::dispatch(Reply& reply) {
  if (isUp()) return handler_.onReply(reply);
  onGreeted(reply);
}

void Link::append(std::string_view bytes) {
  unsent_ += bytes;
  if (!watchesForWriting_) reactor_.callAtEndOfTurn(*this);
}

void Link::flush() {
  while (unsentBytes() > 0) {
    const ssize_t count = ::send(socket_.fd(), unsent_.data() + sent_, unsentBytes(), MSG_NOSIGNAL);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0 && errno != EAGAIN) return drop(textOf(errno));
    if (count < 0) break;
    sent_ += static_cast<std::size_t>(count);
  }
  if (sent_ > unsent_.size() / 2) {
    unsent_.erase(0, sent_);
    sent_ = 0;
    if (unsent_.empty() && unsent_.capacity() > kSpareBytes) unsent_.shrink_to_fit();
  }
  watchForWriting(unsentBytes() > 0);
}

void Link::watchForWriting(bool isWanted) {
  if (isWanted == watchesForWriting_) return;
  watchesForWriting_ = isWanted;
  reactor_.rewatch(socket_.fd(), isWanted ? kReadable | kWritable : kReadable, *this);
}

void Link::checkAlive() {
  silentChecks_ = std::exchange(hasHeard_, false) ? 0 : silentChecks_ + 1;
  if (silentChecks_ == kSilentChecks) {
    return drop("no answer within " + std::to_string(options_.timeout.count()) + " ms");
  }
  reactor_.timers().set(*this, options_.timeout / kChecksPerTimeout);
  if (silentChecks_ == 1) handler_.probe();
}

void Link::close() {
  ++connection_;
  if (socket_.isOpen()) {
    reactor_.unwatch(socket_.fd(), *this);
    socket_ = net::Descriptor();
  }
  reader_.reset();
  unsent_.clear();
  sent_ = 0;
  watchesForWriting_ = false;
}

void Link::logOnce(const std::string& cause) {
  const auto now = reactor_.clock().now();
  if (cause == loggedCause_ && now - loggedAt_ < kLogAgain) return;
  loggedCause_ = cause;
  loggedAt_ = now;
  isAnnounced_ = false;
  log_.write(LogLevel::kWarning, "redis (" + purpose_ + "): " + options_.address.shown() + ": " +
                                     cause + "; trying again");
}

}  // namespace fanfare::redis
