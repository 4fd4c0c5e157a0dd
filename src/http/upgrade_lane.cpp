#include "http/upgrade_lane.h"

#include <algorithm>
#include <exception>
#include <string>
#include <string_view>
#include <utility>

#include "http/handshake_reader.h"
#include "http/later_answer.h"
#include "http/request_head.h"
#include "http/url.h"

namespace fanfare::http {
namespace {

// So many that only compute are not worth waking one more thread for.
constexpr std::size_t kAtATime = 16;

std::string_view headOf(const ReceivedRequest& request) {
  return {request.bytes.data(), request.head.headBytes};
}

}  // namespace

class UpgradeLane::Queue {
 public:
  explicit Queue(Judging judging) : perThread_(judging == Judging::kComputes ? kAtATime : 1) {}

  void put(Batch batch) {
    const MutexLock lock(mutex_);
    if (isOver_) return;
    for (auto& pending : batch) waiting_.push_back(std::move(pending));
    std::size_t wanted = (waiting_.size() + perThread_ - 1) / perThread_;
    for (; wanted > 0 && woken_ < idle_; --wanted) {
      ++woken_;
      hasWork_.notifyOne();
    }
  }

  // nullopt once it is over.
  // Blocking: until there is one.
  std::optional<PendingUpgrade> next() {
    const MutexLock lock(mutex_);
    while (waiting_.empty() && !isOver_) {
      ++idle_;
      hasWork_.wait(mutex_);
      --idle_;
      if (woken_ > 0) --woken_;
    }
    if (isOver_) return std::nullopt;
    std::optional<PendingUpgrade> pending = std::move(waiting_.front());
    waiting_.pop_front();
    return pending;
  }

  void close() {
    const MutexLock lock(mutex_);
    isOver_ = true;
    waiting_.clear();
    hasWork_.notifyAll();
  }

 private:
  const std::size_t perThread_;
  Mutex mutex_;
  Condition hasWork_;  // under mutex_
  std::deque<PendingUpgrade> waiting_ FANFARE_GUARDED_BY(mutex_);
  std::size_t idle_ FANFARE_GUARDED_BY(mutex_) = 0;   // threads that wait
  std::size_t woken_ FANFARE_GUARDED_BY(mutex_) = 0;  // of them, those that were told
  bool isOver_ FANFARE_GUARDED_BY(mutex_) = false;
};

UpgradeLane::UpgradeLane(std::size_t threads, Judging judging, const Parts& parts)
    : parts_(parts), queue_(std::make_shared<Queue>(judging)) {
  for (std::size_t i = 0; i < threads; ++i) threads_.emplace_back([this] { work(); });
}

const WayIn* UpgradeLane::wayOf(const ReceivedRequest& request) const {
  const std::string_view head = headOf(request);
  if (!headLists(head, "Upgrade", "websocket")) return nullptr;
  const std::string_view target = requestLineIn(head).target;
  const auto path = percentDecoded(target.substr(0, target.find('?')), Plus::kIsPlus);
  const WayIn* const way = path ? wayAt(parts_.ways, *path) : nullptr;
  return way && way->webSockets ? way : nullptr;
}

void UpgradeLane::add(PendingUpgrade pending) {
  pending.handshake = handshakeWith(fieldsIn(headOf(pending.request)));
  thisTurn_.push_back(std::move(pending));
}

void UpgradeLane::endTurn() {
  if (thisTurn_.empty()) return;
  if (!parts_.prefetch) return queue_->put(std::exchange(thisTurn_, {}));

  const auto batch = std::make_shared<Batch>(std::exchange(thisTurn_, {}));
  const auto passOn = [batch, queue = queue_] { queue->put(std::move(*batch)); };
  std::vector<const Handshake*> handshakes;
  for (const auto& pending : *batch) handshakes.push_back(&pending.handshake);
  if (!parts_.prefetch->begin(handshakes, passOn)) passOn();
}

void UpgradeLane::stop() {
  queue_->close();
  for (auto& thread : threads_) thread.join();
  threads_.clear();
}

void UpgradeLane::work() {
  while (auto pending = queue_->next()) serve(std::move(*pending));
}

void UpgradeLane::serve(PendingUpgrade pending) {
  auto& [request, way, handshake, giveBack, count] = pending;
  handshake.peerAddress = peerOf(request);
  handshake.isOverTls = request.transport.stream() != nullptr;
  const RequestLine line = requestLineIn(headOf(request));
  const Body body = line.method == "HEAD" ? Body::kLeftOut : Body::kSent;
  const auto take = [&request = request] {
    return HandedOver{std::move(request.transport),
                      request.bytes.substr(request.head.wholeBytes())};
  };
  std::optional<Answer> answer;
  try {
    answer = parts_.upgrades.open(*way, line, std::move(handshake), take);
  } catch (const std::exception& exception) {
    parts_.log.write(LogLevel::kError, std::string("a request failed: ") + exception.what());
    answer = errorAnswer(500, "internal", "something went wrong");
  }
  if (!answer || !request.transport.isOpen()) return;
  send(*answer,
       {{std::move(request.transport), {}, {}, Afterwards::kClose, std::move(request.client)},
        std::move(giveBack)},
       body);
}

}  // namespace fanfare::http
