#ifndef FANFARE_TESTS_SUPPORT_SOCKET_PAIR_H_
#define FANFARE_TESTS_SUPPORT_SOCKET_PAIR_H_

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <string>
#include <string_view>
#include <utility>

#include <cppunit/TestAssert.h>

#include "net/descriptor.h"
#include "net/transport.h"

namespace fanfare::testing {

// Two ends of a stream: what the test gives away, and what it keeps to play the peer.
struct SocketPair {
  net::Transport ours;
  net::Descriptor peers;
};

inline SocketPair localPair() {
  std::array<int, 2> ends{};
  CPPUNIT_ASSERT_EQUAL(0, ::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()));
  return {net::Descriptor(ends[0]), net::Descriptor(ends[1])};
}

// Over the loopback interface, for what only TCP does, such as resetting.
inline SocketPair tcpPair() {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* const generic = reinterpret_cast<sockaddr*>(&address);

  const net::Descriptor listener(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  CPPUNIT_ASSERT_EQUAL(0, ::bind(listener.fd(), generic, size));
  CPPUNIT_ASSERT_EQUAL(0, ::listen(listener.fd(), 1));
  CPPUNIT_ASSERT_EQUAL(0, ::getsockname(listener.fd(), generic, &size));
  net::Descriptor peers(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  CPPUNIT_ASSERT_EQUAL(0, ::connect(peers.fd(), generic, size));
  net::Descriptor ours(::accept4(listener.fd(), nullptr, nullptr, SOCK_CLOEXEC));
  CPPUNIT_ASSERT(ours.isOpen());
  return {std::move(ours), std::move(peers)};
}

template <typename Socket>
void sendAll(const Socket& socket, std::string_view bytes) {
  const ssize_t sent = ::send(socket.fd(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
  CPPUNIT_ASSERT_EQUAL(static_cast<ssize_t>(bytes.size()), sent);
}

// Closes so that the other side sees a reset rather than an end.
inline void reset(net::Descriptor& socket) {
  const linger atOnce{1, 0};
  CPPUNIT_ASSERT_EQUAL(0, ::setsockopt(socket.fd(), SOL_SOCKET, SO_LINGER, &atOnce, sizeof atOnce));
  socket = net::Descriptor();
}

// All that has arrived. `atEnd` tells whether the other side has closed behind it.
template <typename Socket>
std::string received(const Socket& socket, bool* atEnd = nullptr) {
  std::string all;
  std::array<char, 16 * 1024> piece{};
  for (;;) {
    const ssize_t count = ::recv(socket.fd(), piece.data(), piece.size(), MSG_DONTWAIT);
    if (atEnd != nullptr) *atEnd = count == 0;
    if (count <= 0) return all;
    all.append(piece.data(), static_cast<std::size_t>(count));
  }
}

}  // namespace fanfare::testing

#endif  // FANFARE_TESTS_SUPPORT_SOCKET_PAIR_H_
