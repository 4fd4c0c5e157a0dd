#ifndef FANFARE_TESTS_SUPPORT_FAKE_REDIS_H_
#define FANFARE_TESTS_SUPPORT_FAKE_REDIS_H_

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cstddef>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "net/descriptor.h"

namespace fanfare::testing {

// Something on a port of loopback that says the same bytes to whoever connects, whatever it is
// asked, and then holds the connection.
class FakeRedis {
 public:
  explicit FakeRedis(std::string answer)
      : answer_(std::move(answer)),
        listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)),
        thread_([this] { serve(); }) {}
  ~FakeRedis() {
    ::shutdown(listener_.fd(), SHUT_RDWR);
    thread_.join();
  }
  FakeRedis(const FakeRedis&) = delete;
  FakeRedis& operator=(const FakeRedis&) = delete;

  std::string url(const std::string& credentials = {}) const {
    return "redis://" + credentials + "127.0.0.1:" + std::to_string(port_);
  }

  std::size_t connectionCount() const {
    const std::lock_guard<std::mutex> lock(mutex_);
    return connectionCount_;
  }

  // To those who connect from here on.
  void setAnswer(std::string answer) {
    const std::lock_guard<std::mutex> lock(mutex_);
    answer_ = std::move(answer);
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
    std::vector<net::Descriptor> connections;
    for (;;) {
      net::Descriptor connection(::accept4(listener_.fd(), nullptr, nullptr, SOCK_CLOEXEC));
      if (!connection.isOpen()) return;
      const std::lock_guard<std::mutex> lock(mutex_);
      ::send(connection.fd(), answer_.data(), answer_.size(), MSG_NOSIGNAL);
      ++connectionCount_;
      connections.push_back(std::move(connection));
    }
  }

  mutable std::mutex mutex_;
  std::string answer_;               // under mutex_
  std::size_t connectionCount_ = 0;  // under mutex_; those that were answered
  const net::Descriptor listener_;
  const int port_ = listening(listener_.fd());
  std::thread thread_;
};

}  // namespace fanfare::testing

#endif  // FANFARE_TESTS_SUPPORT_FAKE_REDIS_H_
