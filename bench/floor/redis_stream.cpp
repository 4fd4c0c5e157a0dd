#include "floor/redis_stream.h"

#include <fcntl.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "support/process.h"

namespace fanfare::bench {
namespace {

const char* lineEnd(const char* at, const char* end) {
  return at < end
             ? static_cast<const char*>(std::memchr(at, '\n', static_cast<std::size_t>(end - at)))
             : nullptr;
}

// "$<n>\r\n<bytes>\r\n" or ":<n>\r\n"; returns where it ends, null if it is incomplete.
const char* parseItem(const char* at, const char* end, std::string_view& text) {
  const char* newline = lineEnd(at, end);
  if (!newline) return nullptr;
  text = {};
  const long size = *at == '$' ? std::atol(at + 1) : -1;
  if (size < 0) return newline + 1;
  if (end - (newline + 1) < size + 2) return nullptr;
  text = {newline + 1, static_cast<std::size_t>(size)};
  return newline + 1 + size + 2;
}

}  // namespace

RedisStream::RedisStream(const FloorOptions& options)
    : fd_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  const sockaddr_in address = addressOf(options.redisHost, options.redisPort);
  if (connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) die("Redis");
  setNoDelay(fd_);
  fcntl(fd_, F_SETFL, O_NONBLOCK);
}

// Rare and short: spinning on a full socket is good enough.
void RedisStream::command(std::string_view verb, std::string_view channel) const {
  std::string bytes = "*2\r\n";
  for (const auto word : {verb, channel}) {
    bytes.append("$")
        .append(std::to_string(word.size()))
        .append("\r\n")
        .append(word)
        .append("\r\n");
  }
  for (std::size_t sent = 0; sent < bytes.size();) {
    const ssize_t size = send(fd_, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
    if (size < 0 && errno != EAGAIN) die("send to Redis");
    if (size > 0) sent += static_cast<std::size_t>(size);
  }
}

void RedisStream::read(const OnMessage& onMessage) {
  for (;;) {
    const ssize_t size = recv(fd_, buffer_.data(), buffer_.size(), 0);
    if (size < 0 && errno == EAGAIN) break;
    if (size <= 0) die("Redis closed the connection");
    unparsed_.append(buffer_.data(), static_cast<std::size_t>(size));
    if (static_cast<std::size_t>(size) < buffer_.size()) break;
  }
  const char* at = unparsed_.data();
  const char* end = at + unparsed_.size();
  while (const char* next = parse(at, end, onMessage)) at = next;
  unparsed_.erase(0, static_cast<std::size_t>(at - unparsed_.data()));
}

const char* RedisStream::parse(const char* at, const char* end, const OnMessage& onMessage) {
  const char* newline = lineEnd(at, end);
  if (!newline) return nullptr;
  if (*at != '*') return newline + 1;
  const int count = std::atoi(at + 1);
  std::array<std::string_view, 4> items{};
  at = newline + 1;
  for (int i = 0; i < count && at; ++i)
    at = parseItem(at, end, items[static_cast<std::size_t>(i) % 4]);
  if (at && count == 3 && items[0] == "message") onMessage(items[1], items[2]);
  return at;
}

}  // namespace fanfare::bench
