#include "core/route.h"

#include <algorithm>
#include <utility>

namespace fanfare::core {
namespace {

// Rounds this close to each other, with nothing new in between, are looked after as one.
constexpr std::chrono::milliseconds kSameRound{50};

bool isEmpty(const MessagePtr& message) { return !message || message->payload.empty(); }

}  // namespace

Route::Route(RouteServices& services, const Channel& channel)
    : channel_(channel), services_(services) {}

void Route::join(std::size_t hub, const Join& notice) {
  const auto isOfHub = [hub](const Stake& one) { return one.hub == hub; };
  auto* stake = std::find_if(stakes_.begin(), stakes_.end(), isOfHub);
  if (stake == stakes_.end()) {
    const Ticket before = notice.ticket - 1;
    stakes_.add({static_cast<std::uint32_t>(hub), notice.place, notice.ticket, before, before,
                 notice.ticket, before});
    stake = &stakes_.back();
  }
  stake->place = notice.place;
  stake->joined = notice.ticket;
  if (!services_.isReachable || phase_ == Phase::kStalled) return tellAway(*stake);
  if (phase_ == Phase::kIdle) begin(Holding::kForWaiting);
}

void Route::leave(std::size_t hub) {
  stakes_.erase(std::remove_if(stakes_.begin(), stakes_.end(),
                               [hub](const Stake& one) { return one.hub == hub; }),
                stakes_.end());
  if (!stakes_.empty()) return;
  if (replay_) replay_->served.clear();
  if (phase_ == Phase::kIdle || phase_ == Phase::kStalled) rest();
  endReplay();
}

void Route::onMessage(const MessagePtr& message) {
  if (isEmpty(message)) return;
  const bool isAtRest = phase_ == Phase::kIdle && !isAnyoneServed();
  seen_.add(fingerprintOf(message), isAtRest ? SeenLog::kAtRest : SeenLog::kWatched);
  if (isWindowOpen()) replaying().held.push_back(message);
  for (const auto& stake : stakes_) {
    if (!stake.isServed() || isHeldFor(stake)) continue;
    services_.hubs[stake.hub]->tell(Live{channel_, {message}, stake.place});
  }
}

void Route::onSubscribed() {
  if (phase_ == Phase::kFencing) return conclude();
  if (phase_ != Phase::kSubscribing) return;
  isSubscribed_ = true;
  if (stakes_.empty()) return beginOrRest();
  openWindow();
}

void Route::onFetched(std::uint64_t number, const Result<MessagePtr>& kept) {
  if (!replay_ || replay_->number != number) return;
  replay_->number = 0;
  if (phase_ == Phase::kLooking) return onLooked(kept);
  if (!kept) return stall();
  if (!isEmpty(*kept)) replaying().kept = *kept;
  phase_ = Phase::kFencing;
  services_.broker.subscribe(channel_);
}

void Route::onLost() {
  closeWindow(Phase::kIdle);
  isSubscribed_ = false;
  replay_.reset();
  if (stakes_.empty()) isDone_ = true;
}

void Route::onReachable() {
  Served all{{}, seen_.oldest(), seen_.next(), lastKept_, services_.clock.now(), 0};
  for (const auto& stake : stakes_) {
    if (stake.isServed()) all.ranges.push_back({stake.hub, stake.first, stake.served});
  }
  const Holding holding = all.ranges.empty() ? Holding::kForWaiting : Holding::kForAll;
  if (!all.ranges.empty()) replaying().served.push_back(std::move(all));
  begin(holding);
}

void Route::onTick() {
  const auto now = services_.clock.now();
  if (nextDue() > now) return;
  if (phase_ == Phase::kStalled) return begin(holding_);

  forgetServed();
  replaying().lookedAt = now;
  if (nextDue() <= now) return fetch(Phase::kLooking);
  endReplay();
}

Clock::Time Route::nextDue() const {
  constexpr auto kNever = Clock::Time::max();
  if (!services_.isReachable || !replay_) return kNever;
  if (phase_ == Phase::kStalled) return replay_->tryAgainAt;
  if (phase_ != Phase::kIdle) return kNever;
  auto due = kNever;
  for (const Served& served : replay_->served) due = std::min(due, served.nextLook());
  return due;
}

bool Route::isWatching() const { return phase_ == Phase::kStalled || isAnyoneServed(); }

bool Route::isAnyoneWaiting() const {
  return std::any_of(stakes_.begin(), stakes_.end(),
                     [](const Stake& stake) { return stake.isWaiting(); });
}

bool Route::isHeldFor(const Stake& stake) const {
  return isWindowOpen() && (holding_ == Holding::kForAll || !stake.isServed());
}

bool Route::hasStake(std::size_t hub) const {
  return std::any_of(stakes_.begin(), stakes_.end(),
                     [hub](const Stake& stake) { return stake.hub == hub; });
}

void Route::begin(Holding holding) {
  holding_ = holding;
  (void)replaying();
  if (isSubscribed_) return openWindow();
  phase_ = Phase::kSubscribing;
  services_.broker.subscribe(channel_);
}

void Route::beginOrRest() {
  phase_ = Phase::kIdle;
  if (stakes_.empty()) {
    rest();
  } else if (isAnyoneWaiting()) {
    begin(Holding::kForWaiting);
  }
  endReplay();
}

void Route::openWindow() {
  for (auto& stake : stakes_) stake.taken = stake.joined;
  replaying().windowBegan = seen_.next();
  fetch(Phase::kFetching);
}

void Route::fetch(Phase phase) {
  phase_ = phase;
  replaying().number = ++services_.lastNumber;
  const auto answer = [&services = services_, channel = channel_,
                       number = replay_->number](const Result<MessagePtr>& kept) {
    services.onFetched(channel, number, kept);
  };
  services_.broker.fetch(channel_, answer);
}

// A look that failed is repeated, for nobody is counted as looked after.
void Route::onLooked(const Result<MessagePtr>& kept) {
  if (!kept) return beginOrRest();
  auto& served = replaying().served;
  for (auto& one : served) {
    if (one.nextLook() <= replay_->lookedAt) ++one.looks;
  }
  const Fingerprint found = isEmpty(*kept) ? 0 : fingerprintOf(*kept);
  const bool isAnyNews =
      std::any_of(served.begin(), served.end(),
                  [this, found](const Served& one) { return isNews(one, found, seen_.next()); });
  if (isAnyNews) return begin(Holding::kForAll);
  forgetServed();
  beginOrRest();
}

void Route::conclude() {
  replaying().pause = kFirstPause;
  if (holding_ == Holding::kForAll) {
    tellLate();
    tellHeld();
  }
  tellReplayed();
  if (replay_->kept) lastKept_ = fingerprintOf(replay_->kept);
  replay_->kept = nullptr;
  replay_->held = {};
  forgetServed();
  beginOrRest();
}

void Route::stall() {
  Replay& replay = replaying();
  replay.tryAgainAt = services_.clock.now() + replay.pause;
  replay.pause = std::min(2 * replay.pause, kLongestPause);
  closeWindow(Phase::kStalled);
  if (stakes_.empty()) rest();
}

// Ends a round that cannot be finished: who waits goes on waiting, the others get what was held.
void Route::closeWindow(Phase next) {
  if (isWindowOpen() && holding_ == Holding::kForAll) tellHeld();
  if (replay_) {
    replay_->kept = nullptr;
    replay_->held = {};
  }
  phase_ = next;
  for (auto& stake : stakes_) {
    stake.taken = stake.served;
    tellAway(stake);
  }
}

void Route::rest() {
  if (isSubscribed_) services_.broker.unsubscribe(channel_);
  isDone_ = true;
}

// A message that was kept and never came live, though others did and were told (all before `told`),
// may be older than these: they may have been carried, and not kept yet. The last look decides.
bool Route::isNews(const Served& served, Fingerprint kept, SeenLog::Place told) const {
  const bool isInOrder = served.next >= told || served.looks >= kLooks;
  return isInOrder && kept != 0 && kept != served.kept && seen_.reachesBackTo(served.since) &&
         !seen_.has(kept, served.since);
}

void Route::tellLate() {
  const MessagePtr& kept = replaying().kept;
  const Fingerprint found = fingerprintOf(kept);
  for (auto& served : replay_->served) {
    if (!isNews(served, found, replay_->windowBegan)) continue;
    served.kept = found;
    for (const auto& [hub, from, upTo] : served.ranges) {
      if (hasStake(hub)) services_.hubs[hub]->tell(Late{channel_, from, upTo, kept});
    }
  }
}

void Route::tellHeld() {
  const auto& held = replaying().held;
  if (held.empty()) return;
  for (const auto& stake : stakes_) {
    if (stake.isServed()) services_.hubs[stake.hub]->tell(Live{channel_, held, stake.place});
  }
}

void Route::tellReplayed() {
  const auto messages = messagesToReplay();
  const auto began = replaying().windowBegan;
  Served served{{}, began, began, fingerprintOf(replay_->kept), services_.clock.now(), 0};
  for (auto& stake : stakes_) {
    if (stake.taken <= stake.served) continue;
    services_.hubs[stake.hub]->tell(Replayed{channel_, stake.taken, messages, stake.place});
    served.ranges.push_back({stake.hub, stake.served + 1, stake.taken});
    stake.served = stake.taken;
  }
  if (!served.ranges.empty()) remember(std::move(served));
}

void Route::tellAway(Stake& stake) {
  const Ticket from = std::max(stake.served, stake.told) + 1;
  if (from > stake.joined) return;
  stake.told = stake.joined;
  services_.hubs[stake.hub]->tell(Away{channel_, from, stake.joined});
}

std::vector<MessagePtr> Route::messagesToReplay() const {
  const auto& kept = replay_->kept;
  const auto& held = replay_->held;
  std::vector<MessagePtr> messages;
  const bool isKeptHeld = std::any_of(held.begin(), held.end(), [&kept](const MessagePtr& one) {
    return kept && one->payload == kept->payload;
  });
  if (kept && !isKeptHeld) messages.push_back(kept);
  messages.insert(messages.end(), held.begin(), held.end());
  return messages;
}

void Route::remember(Served served) {
  auto& all = replaying().served;
  auto* last = all.empty() ? nullptr : &all.back();
  const bool isSame = last && last->since == served.since && last->kept == served.kept &&
                      last->looks == 0 && served.at - last->at < kSameRound;
  if (!isSame) return all.push_back(std::move(served));

  for (const auto& range : served.ranges) {
    const auto known = std::find_if(
        last->ranges.begin(), last->ranges.end(),
        [&](const Range& one) { return one.hub == range.hub && one.upTo + 1 == range.from; });
    if (known == last->ranges.end()) {
      last->ranges.push_back(range);
    } else {
      known->upTo = range.upTo;
    }
  }
}

// Of those who were looked after often enough, and those of whom it is not known any more what
// they have.
void Route::forgetServed() {
  const auto isThrough = [this](const Served& served) {
    return served.looks >= kLooks || !seen_.reachesBackTo(served.since);
  };
  if (!replay_) return;
  auto& served = replay_->served;
  served.erase(std::remove_if(served.begin(), served.end(), isThrough), served.end());
}

Route::Replay& Route::replaying() {
  if (!replay_) replay_ = std::make_unique<Replay>();
  return *replay_;
}

void Route::endReplay() {
  if (phase_ == Phase::kIdle && !isAnyoneServed()) replay_.reset();
}

}  // namespace fanfare::core
