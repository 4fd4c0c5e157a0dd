#ifndef FANFARE_TESTS_SUPPORT_WAITING_PEER_H_
#define FANFARE_TESTS_SUPPORT_WAITING_PEER_H_

#include <poll.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include <cppunit/TestAssert.h>

#include "net/descriptor.h"
#include "support/socket_pair.h"

namespace fanfare::testing {

// The other end of a connection; waits for what it expects.
class WaitingPeer {
 public:
  explicit WaitingPeer(net::Descriptor socket) : socket_(std::move(socket)) {}

  void send(std::string_view bytes) const { sendAll(socket_, bytes); }

  // All that has come, once it is `size` bytes or the other side has closed.
  const std::string& receive(std::size_t size) {
    while (received_.size() < size && !atEnd_) {
      pollfd readable{socket_.fd(), POLLIN, 0};
      CPPUNIT_ASSERT_EQUAL_MESSAGE(received_, 1, ::poll(&readable, 1, kPatienceMilliseconds));
      received_ += received(socket_, &atEnd_);
    }
    return received_;
  }

  void hangUp() { socket_ = net::Descriptor(); }

 private:
  static constexpr int kPatienceMilliseconds = 10'000;

  net::Descriptor socket_;
  std::string received_;
  bool atEnd_ = false;
};

}  // namespace fanfare::testing

#endif  // FANFARE_TESTS_SUPPORT_WAITING_PEER_H_
