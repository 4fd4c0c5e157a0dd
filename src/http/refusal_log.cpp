#include "http/refusal_log.h"

#include <algorithm>
#include <string>
#include <tuple>
#include <utility>

#include "model/ascii.h"

namespace fanfare::http {
namespace {

constexpr std::size_t kMaxShown = 200;  // bytes of what a client wrote

std::string printable(std::string_view text) {
  std::string shown(text.substr(0, kMaxShown));
  std::replace_if(shown.begin(), shown.end(), isControl, '?');
  return shown;
}

std::string peerIn(const Handshake& handshake) {
  const auto& [peer, client] = std::tie(handshake.peerAddress, handshake.clientAddress);
  return client.empty() || client == peer ? peer : client + " by way of " + peer;
}

// What a line begins with.
std::string headlineOf(RefusalCause cause, const Refusal& refusal) {
  if (cause == RefusalCause::kWithheld) return "not all granted: ";
  if (cause == RefusalCause::kCredentials) return "taken for anonymous: ";
  return "refused with " + std::to_string(refusal.status) + ": ";
}

}  // namespace

const char* wordFor(RefusalCause cause) {
  switch (cause) {
    case RefusalCause::kElsewhere:
      return "elsewhere";
    case RefusalCause::kMalformed:
      return "malformed";
    case RefusalCause::kFacility:
      return "facility";
    case RefusalCause::kOrigin:
      return "origin";
    case RefusalCause::kIdentity:
      return "identity";
    case RefusalCause::kPolicy:
      return "policy";
    case RefusalCause::kFull:
      return "full";
    case RefusalCause::kAddressFull:
      return "address_full";
    case RefusalCause::kUserFull:
      return "user_full";
    case RefusalCause::kSessionFull:
      return "session_full";
    case RefusalCause::kRate:
      return "rate";
    case RefusalCause::kDraining:
      return "draining";
    case RefusalCause::kWithheld:
      return "withheld";
    case RefusalCause::kCredentials:
      return "credentials";
    case RefusalCause::kCauses:
      break;
  }
  return "";
}

void RefusalLog::tell(RefusalCause cause, const Refusal& refusal, const Handshake& handshake) {
  const auto untold = turnOf(cause);
  if (!untold) return;

  std::string line = headlineOf(cause, refusal);
  line += printable(refusal.reason) + " (facility '" + printable(handshake.facility) + "', peer " +
          peerIn(handshake) + ")";
  if (*untold > 0)
    line += "; " + std::to_string(*untold) + " more of this cause since the last line";
  log_.write(LogLevel::kWarning, line);
}

RefusalLog::Counts RefusalLog::counts() const {
  const MutexLock lock(mutex_);
  Counts counts{};
  std::transform(told_.begin(), told_.end(), counts.begin(),
                 [](const Told& told) { return told.all; });
  return counts;
}

std::optional<std::uint64_t> RefusalLog::turnOf(RefusalCause cause) {
  const MutexLock lock(mutex_);
  Told& told = told_[static_cast<std::size_t>(cause)];
  ++told.all;
  const Clock::Time now = clock_.now();
  if (told.last && now - *told.last < kInterval) {
    ++told.untold;
    return std::nullopt;
  }
  told.last = now;
  return std::exchange(told.untold, 0);
}

}  // namespace fanfare::http
