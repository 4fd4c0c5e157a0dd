// The gate's part that has to do with TLS.

#include <sys/epoll.h>

#include <string>
#include <utility>

#include <Poco/Net/StreamSocketImpl.h>

#include "http/gate.h"

namespace fanfare::http {
namespace {

constexpr std::chrono::seconds kTellFailureAgain{10};

const Refusal kPlainHttp{400, "this port speaks TLS: its address begins with https:// or wss://"};

std::string peerOf(int fd) {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  auto* const generic = reinterpret_cast<sockaddr*>(&address);
  if (::getpeername(fd, generic, &size) != 0) return "a peer that is gone";
  return Poco::Net::SocketAddress(generic, size).host().toString();
}

}  // namespace

void Gate::shakeHands(Connection& connection) {
  unwatch(connection);
  desk_->goOn(std::move(connection.transport));
}

void Gate::takeShakenHands() {
  if (!desk_) return;
  for (auto& done : desk_->takeDone()) {
    Connection& connection = connections_.at(done.transport.fd());
    connection.transport = std::move(done.transport);
    goOn(connection, done.handshake);
  }
}

void Gate::goOn(Connection& connection, tls::Handshake handshake) {
  if (handshake == tls::Handshake::kFailed) return onHandshakeFailed(connection);
  await(connection, connection.transport.unsentBytes() > 0 ? EPOLLOUT : EPOLLIN);
  if (handshake == tls::Handshake::kDone) connection.phase = Phase::kReceiving;
}

void Gate::onHandshakeFailed(Connection& connection) {
  const tls::Stream& stream = *connection.transport.stream();
  const tls::FailureCause cause = stream.failureCause();
  tellFailure(peerOf(connection.transport.fd()), stream.failure());
  if (limits_.counts) limits_.counts->addFailure(cause);
  if (cause != tls::FailureCause::kPlainHttp) return drop(connection);

  connection.transport.becomePlain();
  refuse(connection, TurnedAway::kPlainHttp, kPlainHttp);
}

void Gate::tellFailure(const std::string& peer, const std::string& reason) {
  const std::string line = "a TLS handshake with " + peer +
                           " failed: " + (reason.empty() ? "the connection ended" : reason);
  // Who goes away in the middle is no news: port scanners do, and browsers that changed their mind.
  if (reason.empty()) return log_.write(LogLevel::kDebug, line);
  const auto now = clock_.now();
  if (toldFailureAt_ && now - *toldFailureAt_ < kTellFailureAgain) {
    ++untoldFailures_;
    return log_.write(LogLevel::kDebug, line);
  }
  toldFailureAt_ = now;
  const auto untold = std::exchange(untoldFailures_, 0);
  log_.write(LogLevel::kWarning,
             line + (untold > 0 ? "; so did " + std::to_string(untold) + " more before" : ""));
}

}  // namespace fanfare::http
