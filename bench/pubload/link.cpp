#include "pubload/link.h"

#include <fcntl.h>
#include <strings.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstdlib>
#include <initializer_list>
#include <iostream>
#include <optional>
#include <vector>

#include "support/process.h"
#include "support/text.h"

namespace fanfare::bench {
namespace {

int connected(const PublishOptions& options) {
  const sockaddr_in address = addressOf(options.host, options.port);
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0 || connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    die("connect");
  }
  setNoDelay(fd);
  fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
  return fd;
}

void appendCommand(std::string& out, std::initializer_list<std::string_view> words) {
  out.append("*").append(std::to_string(words.size())).append("\r\n");
  for (const auto word : words) {
    out.append("$").append(std::to_string(word.size())).append("\r\n").append(word).append("\r\n");
  }
}

void countError(std::string_view answer, Answers& answers) {
  if (answers.errors++ < 5) std::cerr << "pubload: answer: " << answer << '\n';
}

bool startsWith(std::string_view text, std::string_view beginning) {
  return text.size() >= beginning.size() &&
         strncasecmp(text.data(), beginning.data(), beginning.size()) == 0;
}

// Where the response at the front of `bytes` ends: it has a Content-Length, chunks, or no body.
std::optional<std::size_t> responseEnd(const std::string& bytes, std::size_t begin) {
  const auto headEnd = bytes.find("\r\n\r\n", begin);
  if (headEnd == std::string::npos) return std::nullopt;
  const std::string_view all = bytes;
  std::size_t length = 0;
  bool isChunked = false;
  for (auto line = bytes.find("\r\n", begin); line < headEnd; line = bytes.find("\r\n", line + 2)) {
    const std::string_view field = all.substr(line + 2);
    constexpr std::string_view kLength = "content-length:";
    if (startsWith(field, kLength))
      length = std::strtoull(field.data() + kLength.size(), nullptr, 10);
    if (startsWith(field, "transfer-encoding:")) isChunked = true;
  }
  std::size_t end = headEnd + 4 + length;
  if (isChunked) {
    const auto last = bytes.find("0\r\n\r\n", headEnd + 4);
    if (last == std::string::npos) return std::nullopt;
    end = last + 5;
  }
  if (end > bytes.size()) return std::nullopt;
  return end;
}

}  // namespace

Link::Link(const PublishOptions& options) : options_(options), fd_(connected(options)) {}

void Link::publish(std::string_view channel, std::string_view path, std::string_view body) {
  if (!options_.overHttp) {
    if (options_.persist) {
      appendCommand(out_, {"SETEX", channel, std::to_string(options_.persist), body});
    }
    appendCommand(out_, {"PUBLISH", channel, body});
    return;
  }
  out_.append(options_.method)
      .append(" ")
      .append(path)
      .append(" HTTP/1.1\r\nHost: ")
      .append(options_.host);
  out_.append(":").append(std::to_string(options_.port));
  out_.append("\r\n");
  const bool hasBody = options_.method != "GET";
  if (hasBody) {
    out_.append("Content-Type: ").append(options_.contentType);
    out_.append("\r\nContent-Length: ").append(std::to_string(body.size())).append("\r\n");
  }
  for (const auto& header : options_.headers) out_.append(header).append("\r\n");
  out_.append("\r\n");
  if (hasBody) out_.append(body);
}

void Link::flush() {
  while (hasUnsent()) {
    const ssize_t sent = send(fd_, out_.data() + written_, out_.size() - written_, MSG_NOSIGNAL);
    if (sent < 0 && errno == EAGAIN) return;
    if (sent < 0) die("send");
    written_ += static_cast<std::size_t>(sent);
  }
  out_.clear();
  written_ = 0;
}

bool Link::readAnswers(Answers& answers) {
  static thread_local std::vector<char> buffer(65536);
  ssize_t size = 0;
  while ((size = recv(fd_, buffer.data(), buffer.size(), MSG_DONTWAIT)) > 0) {
    in_.append(buffer.data(), static_cast<std::size_t>(size));
    if (static_cast<std::size_t>(size) < buffer.size()) break;
  }
  options_.overHttp ? parseHttp(answers) : parseRedis(answers);
  return size != 0;
}

// Every reply here is one line: +OK, :<receivers>, -ERR ...
void Link::parseRedis(Answers& answers) {
  std::size_t begin = 0;
  for (auto end = in_.find("\r\n"); end != std::string::npos; end = in_.find("\r\n", begin)) {
    countReply(std::string_view(in_).substr(begin, end - begin), answers);
    begin = end + 2;
  }
  in_.erase(0, begin);
}

void Link::countReply(std::string_view line, Answers& answers) {
  if (line.front() == '-') countError(line, answers);
  if (options_.persist && !isKept_) {
    isKept_ = true;
    return;
  }
  isKept_ = false;
  ++acknowledged_;
  if (line.front() != ':') return;
  std::uint64_t receivers = 0;
  readNumber(line.data() + 1, line.data() + line.size(), receivers);
  answers.receivers += receivers;
  if (receivers == 0) ++answers.noReceiver;
}

void Link::parseHttp(Answers& answers) {
  std::size_t begin = 0;
  while (const auto end = responseEnd(in_, begin)) {
    const std::string statusLine = in_.substr(begin, in_.find("\r\n", begin) - begin);
    const int status = statusLine.size() > 9 ? std::atoi(statusLine.c_str() + 9) : 0;
    if (status < 200 || status > 299) countError(statusLine, answers);
    ++acknowledged_;
    begin = *end;
  }
  in_.erase(0, begin);
}

}  // namespace fanfare::bench
