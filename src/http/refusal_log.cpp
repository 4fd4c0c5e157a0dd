#include "http/refusal_log.h"

#include <algorithm>
#include <string>
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

}  // namespace

void RefusalLog::tell(RefusalCause cause, const Refusal& refusal, const Handshake& handshake) {
  const auto untold = turnOf(cause);
  if (!untold) return;

  std::string line = cause == RefusalCause::kWithheld ? "not all granted: " : "refused with ";
  if (cause != RefusalCause::kWithheld) line += std::to_string(refusal.status) + ": ";
  line += printable(refusal.reason) + " (facility '" + printable(handshake.facility) + "', peer " +
          handshake.peerAddress + ")";
  if (*untold > 0)
    line += "; " + std::to_string(*untold) + " more of this cause since the last line";
  log_.write(LogLevel::kWarning, line);
}

std::optional<std::uint64_t> RefusalLog::turnOf(RefusalCause cause) {
  const std::lock_guard<std::mutex> lock(mutex_);
  Told& told = told_[static_cast<std::size_t>(cause)];
  const Clock::Time now = clock_.now();
  if (told.last && now - *told.last < kInterval) {
    ++told.untold;
    return std::nullopt;
  }
  told.last = now;
  return std::exchange(told.untold, 0);
}

}  // namespace fanfare::http
