#include "wsload/sending.h"

#include <algorithm>
#include <string>

#include "support/process.h"
#include "support/websocket.h"

namespace fanfare::bench {
namespace {

constexpr std::int64_t kDelayNs = 500'000'000;
constexpr std::size_t kAtOnce = 16384;  // bytes, so that all clients get their turn

}  // namespace

bool Sending::advance(std::int64_t now) {
  const std::int64_t elapsed = now - tally_.allOpenAt - kDelayNs;
  if (!isUnderWay() || !tally_.allOpenAt || elapsed < 0) return false;
  const double each = options_.rate / options_.clients;
  const double due = static_cast<double>(elapsed) / 1e9 * each + 1;
  const std::uint64_t before = allowed_;
  allowed_ = options_.rate > 0 && due < static_cast<double>(options_.sent)
                 ? static_cast<std::uint64_t>(due)
                 : options_.sent;
  return allowed_ > before;
}

bool Sending::fill(Client& client) {
  if (client.state != ClientState::kOpen || client.sent >= allowed_) return false;
  while (client.sent < allowed_ && client.out.size() < kAtOnce) {
    std::string text =
        "seq=" + std::to_string(client.sent++) + ";t=" + std::to_string(nowNs()) + ";";
    text.resize(std::max<std::size_t>(text.size(), options_.size), 'x');
    client.queueFrame(kText, text, static_cast<std::uint32_t>(random_.next()));
    ++tally_.sent;
  }
  if (client.sent == options_.sent) ++tally_.doneSending;
  return true;
}

}  // namespace fanfare::bench
