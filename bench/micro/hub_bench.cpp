// The hub: from a notice to what each subscriber has to send. The router: looking after replays.

#include <benchmark/benchmark.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/hub.h"
#include "dialects/raw.h"
#include "net/outbox.h"
#include "support/routing.h"
#include "ws/encoding.h"

namespace fanfare {
namespace {

using benchmark::State;

constexpr std::size_t kOutboxBytes = std::size_t{4} << 20;

class DeafRouter final : public core::RouterLink {
 public:
  void tell(core::HubNotice /*notice*/) override {}
};

// What a WebSocket does with a message, but for its socket.
class Listener final : public core::Subscriber {
 public:
  explicit Listener(ws::Encoding& encoding) : encoding_(encoding) {}

  void deliver(const core::Delivery& delivery) override {
    for (const auto& piece : encoding_.encode(delivery).pieces) {
      benchmark::DoNotOptimize(outbox_.enqueue(piece, kOutboxBytes));
    }
    outbox_.discardUnbegun();
  }
  void replay(core::Subscription& /*subscription*/, const core::Delivery& /*delivery*/) override {}
  void onBrokerAway(core::Subscription& /*subscription*/) override {}

  void listen(core::Hub& hub, const Channel& channel) {
    subscription_.emplace(hub, channel, *this);
  }
  void leave(core::Hub& hub) { subscription_->end(hub); }

 private:
  ws::Encoding& encoding_;
  net::Outbox outbox_;
  std::optional<core::Subscription> subscription_;
};

// A hub with so many listeners on each channel.
class CrowdedHub {
 public:
  CrowdedHub(std::size_t channels, std::size_t listenersOnEach) {
    for (std::size_t i = 0; i < channels; ++i) {
      channels_.push_back(*Channel::parse("broadcast:channel" + std::to_string(i)));
    }
    for (std::size_t i = 0; i < listenersOnEach; ++i) {
      for (const auto& channel : channels_) {
        listeners_.push_back(std::make_unique<Listener>(encoding_));
        listeners_.back()->listen(hub_, channel);
      }
    }
    for (const auto& channel : channels_)
      hub_.onNotice(core::Replayed{channel, ~core::Ticket{1}, {}});
  }

  CrowdedHub(const CrowdedHub&) = delete;
  CrowdedHub& operator=(const CrowdedHub&) = delete;
  ~CrowdedHub() {
    for (const auto& listener : listeners_) listener->leave(hub_);
  }

  core::Hub& hub() { return hub_; }
  const std::vector<Channel>& channels() const { return channels_; }

 private:
  const dialects::Raw raw_{};
  net::ChunkWriter writer_;
  ws::Encoding encoding_{raw_, ws::Compression::kOff, writer_, nullptr};
  DeafRouter router_;
  core::Hub hub_{router_};
  std::vector<Channel> channels_;
  std::vector<std::unique_ptr<Listener>> listeners_;
};

// A message of 128 bytes to so many subscribers of one channel.
void hubDeliver(State& state) {
  CrowdedHub crowd(1, static_cast<std::size_t>(state.range(0)));
  const core::RouterNotice notice =
      core::Live{crowd.channels().front(), {makeMessage(std::string(128, 'x'))}};
  for (auto _ : state) crowd.hub().onNotice(notice);
  state.SetItemsProcessed(state.range(0) * state.iterations());
}
BENCHMARK(hubDeliver)->Arg(1)->Arg(2)->Arg(1000)->Arg(10'000);

// Likewise on each of so many channels in turn, with two subscribers each.
void hubDeliverOnChannels(State& state) {
  CrowdedHub crowd(static_cast<std::size_t>(state.range(0)), 2);
  std::vector<core::RouterNotice> notices;
  for (const auto& channel : crowd.channels()) {
    notices.emplace_back(core::Live{channel, {makeMessage(std::string(128, 'x'))}});
  }
  for (auto _ : state) {
    for (const auto& notice : notices) crowd.hub().onNotice(notice);
  }
  state.SetItemsProcessed(2 * state.range(0) * state.iterations());
}
BENCHMARK(hubDeliverOnChannels)->Arg(5000);

// A look at so many channels that have a subscriber since a moment, of which none is due.
void routerTick(State& state) {
  testing::Routing routing;
  routing.start();
  const auto count = static_cast<std::size_t>(state.range(0));
  std::vector<testing::Listening> listening;
  listening.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    listening.emplace_back(routing.hub(), *Channel::parse("user:u" + std::to_string(i) + ":chat"));
  }
  routing.settle();
  for (auto _ : state) routing.hubs.router().onTick();
  if (!routing.hubs.router().isWatching()) state.SkipWithError("there was nothing to look at");
  state.SetItemsProcessed(state.range(0) * state.iterations());
}
BENCHMARK(routerTick)->Arg(100)->Arg(10'000);

}  // namespace
}  // namespace fanfare
