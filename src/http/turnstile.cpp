#include "http/turnstile.h"

#include <utility>

namespace fanfare::http {
namespace {

using core::HolderKind;
using core::Limit;

struct Wording {
  RefusalCause cause;
  const char* reason;
  int retryAfter;  // seconds
};

Wording wordingOf(Limit limit) {
  switch (limit) {
    case Limit::kHandshakesPerAddress:
      return {RefusalCause::kRate, "too many handshakes a second from this address", 2};
    case Limit::kConnectionsPerUser:
      return {RefusalCause::kUserFull, "too many connections of this user", 30};
    case Limit::kConnectionsPerSession:
      return {RefusalCause::kSessionFull, "too many connections of this session", 30};
    default:
      return {RefusalCause::kAddressFull, "too many connections from this address", 30};
  }
}

}  // namespace

Turnstile::Turnstile(const Options& options, const TurnstileParts& parts)
    : options_(options),
      parts_(parts),
      internal_(AddressList::internal()),
      handshakes_(parts.clock, options.handshakes) {}

std::string Turnstile::clientAddressOf(const Handshake& handshake) const {
  return http::clientAddressOf(handshake, options_.client);
}

std::variant<core::Place, Turned> Turnstile::enter(const Handshake& handshake) {
  const std::string& address = handshake.clientAddress;
  if (options_.client.proxies.contains(address)) return core::Place();

  if (!handshakes_.take(address) && !isUndeclaredProxy(handshake)) {
    return turned(Limit::kHandshakesPerAddress);
  }
  if (auto place = parts_.places.take(HolderKind::kAddress, addressGroupOf(address))) {
    return *std::move(place);
  }
  if (isUndeclaredProxy(handshake)) return core::Place();
  return turned(Limit::kConnectionsPerAddress);
}

std::variant<core::Places::Seats, Turned> Turnstile::seat(const Identity& identity) {
  auto taken = parts_.places.take(identity.user, identity.sessionKey);
  if (auto* seats = std::get_if<core::Places::Seats>(&taken)) return std::move(*seats);
  const bool isUser = std::get<HolderKind>(taken) == HolderKind::kUser;
  return turned(isUser ? Limit::kConnectionsPerUser : Limit::kConnectionsPerSession);
}

Turned Turnstile::turned(Limit limit) {
  parts_.counts.add(limit);
  const auto [cause, reason, retryAfter] = wordingOf(limit);
  return {cause, {429, std::string(reason) + "; " + core::settingOf(limit), retryAfter}};
}

bool Turnstile::isUndeclaredProxy(const Handshake& handshake) {
  const bool isOne = internal_.contains(handshake.clientAddress) && hasPassedProxy(handshake);
  if (isOne && isTimeToTell()) {
    parts_.log.write(LogLevel::kWarning,
                     "many connections come from " + handshake.clientAddress +
                         " with the headers of a proxy that is not declared: the limits by address "
                         "do not hold for it. If it is one, set server.trusted_proxies to name it, "
                         "so that they hold for its visitors (told once a minute)");
  }
  return isOne;
}

bool Turnstile::isTimeToTell() {
  const auto now = parts_.clock.now();
  const MutexLock lock(mutex_);
  return undeclared_.isTime(now);
}

core::ClientKey Turnstile::keyOf(const Handshake& handshake, const Identity& identity) const {
  if (!identity.user.empty()) return core::clientKeyOf("user", identity.user);
  const std::string& address = handshake.clientAddress;
  const auto group = addressGroupOf(address);
  if (group.empty() || options_.client.proxies.contains(address)) return core::kNoClient;
  return core::clientKeyOf("address", group);
}

}  // namespace fanfare::http
