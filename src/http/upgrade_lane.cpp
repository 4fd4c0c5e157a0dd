#include "http/upgrade_lane.h"

#include <algorithm>
#include <chrono>
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
// Longer than so many take.
constexpr std::chrono::milliseconds kHeldUpAfter{2};

std::string_view headOf(const ReceivedRequest& request) {
  return {request.bytes.data(), request.head.headBytes};
}

}  // namespace

// Threads that are not needed sleep. While requests wait for a thread that has others before them,
// one of those keeps a lookout: where they still wait a moment later, the thread is held up, and
// the lookout helps, and calls the next one.
class UpgradeLane::Queue {
 public:
  explicit Queue(Judging judging) : perThread_(judging == Judging::kComputes ? kAtATime : 1) {}

  void put(Batch batch) {
    const MutexLock lock(mutex_);
    if (isOver_) return;
    for (auto& pending : batch) waiting_.push_back(std::move(pending));
    const std::size_t wanted = (waiting_.size() + perThread_ - 1) / perThread_;
    for (; woken_ < std::min(wanted, idle_); ++woken_) hasWork_.notifyOne();
  }

  // nullopt once it is over.
  // Blocking: until there is one.
  std::optional<PendingUpgrade> next() {
    const MutexLock lock(mutex_);
    while (waiting_.empty() && !isOver_) sleep();
    if (isOver_) return std::nullopt;
    std::optional<PendingUpgrade> pending = std::move(waiting_.front());
    waiting_.pop_front();
    if (!waiting_.empty() && !hasLookout_ && woken_ < idle_) {
      hasLookout_ = wantsLookout_ = true;
      hasWork_.notifyOne();
    }
    return pending;
  }

  void close() {
    const MutexLock lock(mutex_);
    isOver_ = true;
    waiting_.clear();
    hasWork_.notifyAll();
    isClosed_.notifyAll();
  }

 private:
  void sleep() FANFARE_REQUIRES(mutex_) {
    ++idle_;
    hasWork_.wait(mutex_);
    --idle_;
    if (woken_ > 0) {
      --woken_;
    } else if (std::exchange(wantsLookout_, false)) {
      keepLookout();
    }
  }

  void keepLookout() FANFARE_REQUIRES(mutex_) {
    const auto until = std::chrono::steady_clock::now() + kHeldUpAfter;
    while (!isOver_ && !waiting_.empty() && isClosed_.waitUntil(mutex_, until)) continue;
    hasLookout_ = false;
  }

  const std::size_t perThread_;
  Mutex mutex_;
  Condition hasWork_;   // under mutex_
  Condition isClosed_;  // likewise
  std::deque<PendingUpgrade> waiting_ FANFARE_GUARDED_BY(mutex_);
  std::size_t idle_ FANFARE_GUARDED_BY(mutex_) = 0;       // threads that sleep
  std::size_t woken_ FANFARE_GUARDED_BY(mutex_) = 0;      // of them, those that were told to work
  bool hasLookout_ FANFARE_GUARDED_BY(mutex_) = false;    // one keeps it, or was told to
  bool wantsLookout_ FANFARE_GUARDED_BY(mutex_) = false;  // it was told, and has not begun
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

std::size_t UpgradeLane::endTurn() {
  const std::size_t count = thisTurn_.size();
  if (count > 0) handOn();
  return count;
}

void UpgradeLane::handOn() {
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
  thisTurn_.clear();
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
