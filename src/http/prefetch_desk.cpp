#include "http/prefetch_desk.h"

#include <optional>
#include <string_view>
#include <utility>

#include "http/url.h"
#include "model/ascii.h"

namespace fanfare::http {
namespace {

constexpr std::string_view kLineEnd = "\r\n";

// The cookies of a request that opens a WebSocket; nullopt for any other.
// REQUIRES: headVerdict() has accepted `head`.
std::optional<Handshake> cookiesIn(std::string_view head) {
  Handshake handshake;
  bool opensWebSocket = false;
  for (auto end = head.find(kLineEnd); !head.empty(); end = head.find(kLineEnd)) {
    const std::string_view line = head.substr(0, end);
    head.remove_prefix(line.size() + kLineEnd.size());
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    const std::string_view name = line.substr(0, colon);
    const std::string_view value = trimmed(line.substr(colon + 1));
    if (equalsIgnoringCase(name, "upgrade")) {
      opensWebSocket = equalsIgnoringCase(value, "websocket");
    } else if (equalsIgnoringCase(name, "cookie")) {
      addCookies(value, handshake.cookies);
    }
  }
  if (!opensWebSocket) return std::nullopt;
  return handshake;
}

}  // namespace

PrefetchDesk::PrefetchDesk(core::Prefetch& prefetch, std::function<void()> wake)
    : prefetch_(prefetch), wake_(std::move(wake)), finished_(std::make_shared<Finished>()) {}

void PrefetchDesk::add(ReceivedRequest request, Ready& ready) {
  auto handshake = cookiesIn({request.bytes.data(), request.head.headBytes});
  if (!handshake || handshake->cookies.empty()) return ready.push_back(std::move(request));
  handshakes_.push_back(std::move(*handshake));
  thisTurn_.push_back(std::move(request));
  ++size_;
}

void PrefetchDesk::endTurn(Ready& ready) {
  if (thisTurn_.empty()) return;
  const auto batch = ++lastBatch_;
  const auto handshakes = std::exchange(handshakes_, {});
  waiting_.emplace(batch, std::exchange(thisTurn_, {}));
  const bool hasBegun = prefetch_.begin(handshakes, [finished = finished_, wake = wake_, batch] {
    const MutexLock lock(finished->mutex);
    finished->batches.push_back(batch);
    if (finished->batches.size() == 1) wake();
  });
  if (!hasBegun) move(std::move(waiting_.extract(batch).mapped()), ready);
}

void PrefetchDesk::take(Ready& ready) {
  std::vector<std::uint64_t> finished;
  {
    const MutexLock lock(finished_->mutex);
    finished.swap(finished_->batches);
  }
  for (const auto batch : finished) move(std::move(waiting_.extract(batch).mapped()), ready);
}

void PrefetchDesk::move(Batch batch, Ready& ready) {
  size_ -= batch.size();
  for (auto& request : batch) ready.push_back(std::move(request));
}

}  // namespace fanfare::http
