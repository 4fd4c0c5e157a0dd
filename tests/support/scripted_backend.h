#ifndef FANFARE_TESTS_SUPPORT_SCRIPTED_BACKEND_H_
#define FANFARE_TESTS_SUPPORT_SCRIPTED_BACKEND_H_

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "model/mutex.h"
#include "net/descriptor.h"

namespace fanfare::testing {

// A site's backend on a port of loopback. It takes one connection after another
// and answers each request on it with the same bytes; an empty answer is none:
// the connection is held until the peer ends it.
class ScriptedBackend final {
 public:
  enum class After { kKeep, kClose };

  explicit ScriptedBackend(std::string answer, After after = After::kKeep)
      : answer_(std::move(answer)),
        after_(after),
        listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)),
        port_(listening(listener_.fd())),
        thread_([this] { serve(); }) {}
  ~ScriptedBackend() {
    ::shutdown(listener_.fd(), SHUT_RDWR);
    {
      const MutexLock lock(mutex_);
      isStopping_ = true;
      if (current_ >= 0) ::shutdown(current_, SHUT_RDWR);
    }
    thread_.join();
  }
  ScriptedBackend(const ScriptedBackend&) = delete;
  ScriptedBackend& operator=(const ScriptedBackend&) = delete;

  static std::string ok(const std::string& body) {
    return "HTTP/1.1 200 OK\r\nContent-Type: "
           "application/json\r\nContent-Length: " +
           std::to_string(body.size()) + "\r\n\r\n" + body;
  }

  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_) + "/who?is=there"; }

  void setAnswer(std::string answer) {
    const MutexLock lock(mutex_);
    answer_ = std::move(answer);
  }

  void setAfter(After after) {
    const MutexLock lock(mutex_);
    after_ = after;
  }

  // What was asked, whole requests with their bodies.
  std::vector<std::string> requests() const {
    const MutexLock lock(mutex_);
    return requests_;
  }
  int connectionCount() const {
    const MutexLock lock(mutex_);
    return connectionCount_;
  }

 private:
  static int listening(int fd) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    ::bind(fd, reinterpret_cast<sockaddr*>(&address), size);
    ::listen(fd, SOMAXCONN);
    ::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size);
    return ntohs(address.sin_port);
  }

  void serve() {
    for (;;) {
      const net::Descriptor connection(::accept4(listener_.fd(), nullptr, nullptr, SOCK_CLOEXEC));
      if (!connection.isOpen() || !begin(connection.fd())) return;
      while (answerOne(connection.fd())) {
      }
      const MutexLock lock(mutex_);
      current_ = -1;
    }
  }

  bool begin(int fd) {
    const MutexLock lock(mutex_);
    current_ = fd;
    ++connectionCount_;
    return !isStopping_;
  }

  // False once the peer has ended, or is to be left.
  bool answerOne(int fd) {
    std::string request;
    std::array<char, 4096> buffer;
    while (!isWhole(request)) {
      const auto got = ::recv(fd, buffer.data(), buffer.size(), 0);
      if (got <= 0) return false;
      request.append(buffer.data(), static_cast<std::size_t>(got));
    }
    const MutexLock lock(mutex_);
    requests_.push_back(request);
    ::send(fd, answer_.data(), answer_.size(), MSG_NOSIGNAL);
    return after_ == After::kKeep;
  }

  static bool isWhole(const std::string& request) {
    const auto end = request.find("\r\n\r\n");
    if (end == std::string::npos) return false;
    constexpr std::string_view kLength = "Content-Length: ";
    const auto length = request.find(kLength);
    const bool hasBody = length < end;
    return !hasBody ||
           request.size() >= end + 4 + std::stoul(request.substr(length + kLength.size()));
  }

  mutable Mutex mutex_;
  std::string answer_ FANFARE_GUARDED_BY(mutex_);
  std::vector<std::string> requests_ FANFARE_GUARDED_BY(mutex_);
  int connectionCount_ FANFARE_GUARDED_BY(mutex_) = 0;
  int current_ FANFARE_GUARDED_BY(mutex_) = -1;
  bool isStopping_ FANFARE_GUARDED_BY(mutex_) = false;
  After after_ FANFARE_GUARDED_BY(mutex_);
  const net::Descriptor listener_;
  const int port_;
  std::thread thread_;
};

}  // namespace fanfare::testing

#endif  // FANFARE_TESTS_SUPPORT_SCRIPTED_BACKEND_H_
