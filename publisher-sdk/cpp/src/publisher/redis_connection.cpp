#include "publisher/redis_connection.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

namespace fanfare::publisher {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

timeval toTimeval(milliseconds duration) {
  timeval result{};
  result.tv_sec = duration.count() / 1000;
  result.tv_usec = (duration.count() % 1000) * 1000;
  return result;
}

bool wouldBlock() { return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR; }

std::string_view textOf(const redisReply& reply) {
  return {reply.str, static_cast<std::size_t>(reply.len)};
}

// "NOPERM" of "NOPERM this user has no permissions ...".
std::string_view firstWord(std::string_view text) { return text.substr(0, text.find(' ')); }

}  // namespace

void Commands::add(std::initializer_list<std::string_view> words) {
  bytes_.append("*").append(std::to_string(words.size())).append("\r\n");
  for (const auto word : words) {
    bytes_.append("$").append(std::to_string(word.size())).append("\r\n");
    bytes_.append(word).append("\r\n");
  }
  ++count_;
}

Result<std::vector<ReplyPtr>> RedisConnection::exchange(const Commands& commands) {
  if (context_ && isStale()) context_.reset();
  if (!context_) {
    if (const auto connected = connect(); !connected) {
      context_.reset();
      return connected.error();
    }
  }
  auto replies = talk(commands);
  if (!replies) context_.reset();
  return replies;
}

Error RedisConnection::errorOf(const redisReply& reply) const {
  const std::string_view word = firstWord(textOf(reply));
  const bool refused = word == "NOAUTH" || word == "NOPERM" || word == "WRONGPASS";
  const ErrorCode code = refused ? ErrorCode::kNotAuthorized : ErrorCode::kUnavailable;
  return {code, address_.shown() + ": " + std::string(textOf(reply))};
}

Result<void> RedisConnection::connect() {
  const timeval timeout = toTimeval(timeouts_.connect);
  context_.reset(address_.path.empty()
                     ? redisConnectWithTimeout(address_.host.c_str(), address_.port, timeout)
                     : redisConnectUnixWithTimeout(address_.path.c_str(), timeout));
  if (!context_) return unavailable("out of memory");
  if (context_->err) return unavailable(static_cast<const char*>(context_->errstr));
  const int flags = fcntl(context_->fd, F_GETFL);
  if (fcntl(context_->fd, F_SETFL, flags | O_NONBLOCK) != 0) {
    return unavailable(std::strerror(errno));
  }
  return logIn();
}

Result<void> RedisConnection::logIn() {
  const std::string database = std::to_string(address_.database);
  const bool authenticates = !address_.password.empty();
  Commands commands;
  if (authenticates && address_.user.empty()) commands.add({"AUTH", address_.password});
  if (authenticates && !address_.user.empty()) {
    commands.add({"AUTH", address_.user, address_.password});
  }
  if (address_.database != 0) commands.add({"SELECT", database});
  if (commands.count() == 0) return {};

  const auto replies = talk(commands);
  if (!replies) return replies.error();
  const ReplyPtr& first = replies->front();
  if (authenticates && isError(*first)) {
    // Only the word: a Redis that does not know AUTH repeats its arguments.
    const std::string word(firstWord(textOf(*first)));
    return Error{ErrorCode::kNotAuthorized, address_.shown() + ": login refused: " + word};
  }
  if (isError(*replies->back())) return errorOf(*replies->back());
  return {};
}

// Between two exchanges Redis has nothing to say: what is readable is the end of the connection.
bool RedisConnection::isStale() const {
  pollfd ready{context_->fd, POLLIN, 0};
  return poll(&ready, 1, 0) != 0;
}

Result<std::vector<ReplyPtr>> RedisConnection::talk(const Commands& commands) {
  std::vector<ReplyPtr> replies;
  const auto collected = collect(commands, replies);
  if (collected) return replies;
  // A Redis that is full or protected says so, then hangs up.
  const bool saidWhy = !replies.empty() && isError(*replies.back());
  return saidWhy ? errorOf(*replies.back()) : collected.error();
}

Result<void> RedisConnection::collect(const Commands& commands,
                                      std::vector<ReplyPtr>& replies) const {
  const Deadline deadline = steady_clock::now() + timeouts_.command;
  std::string_view unsent = commands.bytes();
  for (;;) {
    auto sent = send(unsent);
    auto received = receive();
    auto reply = nextReply();
    while (reply && *reply) {
      replies.push_back(std::move(reply).value());
      if (replies.size() == commands.count()) return {};
      reply = nextReply();
    }
    if (!reply) return reply.error();
    if (!received) return received;
    if (!sent) return sent;
    if (auto ready = await(!unsent.empty(), deadline); !ready) return ready;
  }
}

// Takes what the socket takes off the front of `bytes`.
Result<void> RedisConnection::send(std::string_view& bytes) const {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(context_->fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0 && wouldBlock()) return {};
    if (sent < 0) return unavailable(std::strerror(errno));
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return {};
}

// Moves what the socket has into the reader of the replies.
Result<void> RedisConnection::receive() const {
  std::array<char, 16384> buffer;
  for (;;) {
    const ssize_t received = ::recv(context_->fd, buffer.data(), buffer.size(), 0);
    if (received < 0 && wouldBlock()) return {};
    if (received < 0) return unavailable(std::strerror(errno));
    if (received == 0) return unavailable("the connection was closed");
    const auto size = static_cast<std::size_t>(received);
    if (redisReaderFeed(context_->reader, buffer.data(), size) != REDIS_OK) {
      return unavailable(static_cast<const char*>(context_->reader->errstr));
    }
  }
}

// Null if no reply is complete.
Result<ReplyPtr> RedisConnection::nextReply() const {
  void* reply = nullptr;
  if (redisReaderGetReply(context_->reader, &reply) != REDIS_OK) {
    return unavailable(static_cast<const char*>(context_->reader->errstr));
  }
  return ReplyPtr(static_cast<redisReply*>(reply));
}

Result<void> RedisConnection::await(bool writable, Deadline deadline) const {
  const auto left = std::chrono::ceil<milliseconds>(deadline - steady_clock::now());
  pollfd ready{context_->fd, static_cast<short>(writable ? POLLIN | POLLOUT : POLLIN), 0};
  const int count = left.count() > 0 ? poll(&ready, 1, static_cast<int>(left.count())) : 0;
  if (count > 0 || (count < 0 && errno == EINTR)) return {};
  if (count < 0) return unavailable(std::strerror(errno));
  return unavailable("no answer within " + std::to_string(timeouts_.command.count()) + " ms");
}

Error RedisConnection::unavailable(std::string_view why) const {
  return {ErrorCode::kUnavailable, address_.shown() + ": " + std::string(why)};
}

}  // namespace fanfare::publisher
