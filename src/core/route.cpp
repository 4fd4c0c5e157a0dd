#include "core/route.h"

#include <algorithm>
#include <utility>

namespace fanfare::core {
namespace {

// Rounds this close to each other, with nothing new in between, are looked after as one.
constexpr std::chrono::milliseconds kSameRound{50};

bool isEmpty(const MessagePtr& message) { return !message || message->payload.empty(); }

}  // namespace

void Route::join(std::size_t hub, const Join& notice) {
  Replay& replay = replaying();
  const std::size_t at = stakeOf(hub);
  if (at == state_.stakes.size()) {
    state_.stakes.add({notice.ticket, notice.place, static_cast<std::uint32_t>(hub)});
    replay.progress.add({});
  }
  state_.stakes[at].joined = notice.ticket;
  state_.stakes[at].place = notice.place;
  if (!services_.isReachable || phase() == Phase::kStalled) return tellAway(at);
  if (phase() == Phase::kIdle) begin(Holding::kForWaiting);
}

void Route::leave(std::size_t hub) {
  auto& stakes = state_.stakes;
  const std::size_t at = stakeOf(hub);
  if (at == stakes.size()) return;
  stakes.erase(stakes.begin() + at, stakes.begin() + at + 1);
  if (state_.replay) {
    auto& progress = state_.replay->progress;
    progress.erase(progress.begin() + at, progress.begin() + at + 1);
    if (stakes.empty()) state_.replay->served.clear();
  }
  if (stakes.empty() && (phase() == Phase::kIdle || phase() == Phase::kStalled)) rest();
  endReplay();
}

void Route::onMessage(const MessagePtr& message) {
  if (isEmpty(message)) return;
  const bool isAtRest = phase() == Phase::kIdle && !isAnyoneServed();
  state_.seen.add(fingerprintOf(message), isAtRest ? SeenLog::kAtRest : SeenLog::kWatched);
  if (isWindowOpen()) state_.replay->held.push_back(message);
  for (std::size_t at = 0; at < state_.stakes.size(); ++at) {
    if (!isServed(at) || isHeldFor(at)) continue;
    const auto& stake = state_.stakes[at];
    services_.hubs[stake.hub]->tell(Live{state_.channel(), {message}, stake.place});
  }
}

void Route::onSubscribed() {
  if (phase() == Phase::kFencing) return conclude();
  if (phase() != Phase::kSubscribing) return;
  state_.replay->isSubscribed = true;
  if (state_.stakes.empty()) return beginOrRest();
  openWindow();
}

void Route::onFetched(std::uint64_t number, const Result<MessagePtr>& kept) {
  auto& replay = state_.replay;
  if (!replay || replay->number != number) return;
  replay->number = 0;
  if (replay->phase == Phase::kLooking) return onLooked(kept);
  if (!kept) return stall();
  if (!isEmpty(*kept)) replay->kept = *kept;
  replay->phase = Phase::kFencing;
  services_.broker.subscribe(state_.channel());
}

// Who waits goes on waiting, until the broker is back.
void Route::onLost() {
  if (!state_.replay) return;
  closeWindow(Phase::kIdle);
  Replay& replay = *state_.replay;
  replay.isSubscribed = false;
  replay.served.clear();
  replay.pause = RouteState::kFirstPause;
  replay.number = 0;
  endReplay();
}

void Route::onReachable() {
  Replay& replay = replaying();
  replay.isSubscribed = false;
  const auto& seen = state_.seen;
  Served all{{}, seen.oldest(), seen.next(), seen.lastKept(), services_.clock.now(), 0};
  for (std::size_t at = 0; at < state_.stakes.size(); ++at) {
    if (isServed(at)) all.ranges.push_back({state_.stakes[at].hub, 1, servedOf(at)});
  }
  const Holding holding = all.ranges.empty() ? Holding::kForWaiting : Holding::kForAll;
  if (!all.ranges.empty()) replay.served.push_back(std::move(all));
  begin(holding);
}

void Route::onTick() {
  const auto now = services_.clock.now();
  if (nextDue() > now) return;
  if (phase() == Phase::kStalled) return begin(state_.replay->holding);

  forgetServed();
  state_.replay->lookedAt = now;
  if (nextDue() <= now) return fetch(Phase::kLooking);
  endReplay();
}

Clock::Time Route::nextDue() const {
  constexpr auto kNever = Clock::Time::max();
  if (!services_.isReachable || !state_.replay) return kNever;
  if (phase() == Phase::kStalled) return state_.replay->tryAgainAt;
  if (phase() != Phase::kIdle) return kNever;
  auto due = kNever;
  for (const Served& served : state_.replay->served) due = std::min(due, served.nextLook());
  return due;
}

bool Route::isWatching() const { return phase() == Phase::kStalled || isAnyoneServed(); }

bool Route::isSubscribed() const {
  return state_.replay ? state_.replay->isSubscribed : services_.isReachable;
}

bool Route::isHeldFor(std::size_t at) const {
  return isWindowOpen() && (state_.replay->holding == Holding::kForAll || !isServed(at));
}

bool Route::isAnyoneWaiting() const {
  if (!state_.replay) return false;
  for (std::size_t at = 0; at < state_.stakes.size(); ++at) {
    if (state_.stakes[at].joined > servedOf(at)) return true;
  }
  return false;
}

std::size_t Route::stakeOf(std::size_t hub) const {
  const auto& stakes = state_.stakes;
  const auto* const found = std::find_if(stakes.begin(), stakes.end(),
                                         [hub](const auto& stake) { return stake.hub == hub; });
  return static_cast<std::size_t>(found - stakes.begin());
}

void Route::begin(Holding holding) {
  state_.replay->holding = holding;
  if (isSubscribed()) return openWindow();
  state_.replay->phase = Phase::kSubscribing;
  services_.broker.subscribe(state_.channel());
}

void Route::beginOrRest() {
  state_.replay->phase = Phase::kIdle;
  if (state_.stakes.empty()) {
    rest();
  } else if (isAnyoneWaiting()) {
    begin(Holding::kForWaiting);
  }
  endReplay();
}

void Route::openWindow() {
  Replay& replay = *state_.replay;
  for (std::size_t at = 0; at < state_.stakes.size(); ++at) {
    replay.progress[at].taken = state_.stakes[at].joined;
  }
  replay.windowBegan = state_.seen.next();
  fetch(Phase::kFetching);
}

void Route::fetch(Phase phase) {
  state_.replay->phase = phase;
  state_.replay->number = ++services_.lastNumber;
  const auto answer = [&services = services_, channel = state_.channel(),
                       number = state_.replay->number](const Result<MessagePtr>& kept) {
    services.onFetched(channel, number, kept);
  };
  services_.broker.fetch(state_.channel(), answer);
}

// A look that failed is repeated, for nobody is counted as looked after.
void Route::onLooked(const Result<MessagePtr>& kept) {
  if (!kept) return beginOrRest();
  auto& served = state_.replay->served;
  for (auto& one : served) {
    if (one.nextLook() <= state_.replay->lookedAt) ++one.looks;
  }
  const Fingerprint found = isEmpty(*kept) ? 0 : fingerprintOf(*kept);
  const bool isAnyNews = std::any_of(
      served.begin(), served.end(),
      [this, found](const Served& one) { return isNews(one, found, state_.seen.next()); });
  if (isAnyNews) return begin(Holding::kForAll);
  forgetServed();
  beginOrRest();
}

void Route::conclude() {
  Replay& replay = *state_.replay;
  replay.pause = RouteState::kFirstPause;
  if (replay.holding == Holding::kForAll) {
    tellLate();
    tellHeld();
  }
  tellReplayed();
  if (replay.kept) state_.seen.setLastKept(fingerprintOf(replay.kept));
  replay.kept = nullptr;
  std::vector<MessagePtr>().swap(replay.held);  // {} would leave it its memory
  forgetServed();
  beginOrRest();
}

void Route::stall() {
  Replay& replay = *state_.replay;
  replay.tryAgainAt = services_.clock.now() + replay.pause;
  replay.pause = std::min(2 * replay.pause, RouteState::kLongestPause);
  closeWindow(Phase::kStalled);
  if (state_.stakes.empty()) rest();
}

// Ends a round that cannot be finished: who waits goes on waiting, the others get what was held.
void Route::closeWindow(Phase next) {
  Replay& replay = *state_.replay;
  if (isWindowOpen() && replay.holding == Holding::kForAll) tellHeld();
  replay.kept = nullptr;
  std::vector<MessagePtr>().swap(replay.held);  // {} would leave it its memory
  replay.phase = next;
  for (std::size_t at = 0; at < state_.stakes.size(); ++at) {
    replay.progress[at].taken = servedOf(at);
    tellAway(at);
  }
}

void Route::rest() {
  if (isSubscribed()) services_.broker.unsubscribe(state_.channel());
  state_.replay.reset();
}

// A message that was kept and never came live, though others did and were told (all before `told`),
// may be older than these: they may have been carried, and not kept yet. The last look decides.
bool Route::isNews(const Served& served, Fingerprint kept, SeenLog::Place told) const {
  const bool isInOrder = served.next >= told || served.looks >= RouteState::kLooks;
  return isInOrder && kept != 0 && kept != served.kept && state_.seen.reachesBackTo(served.since) &&
         !state_.seen.has(kept, served.since);
}

void Route::tellLate() {
  const MessagePtr& kept = state_.replay->kept;
  const Fingerprint found = fingerprintOf(kept);
  for (auto& served : state_.replay->served) {
    if (!isNews(served, found, state_.replay->windowBegan)) continue;
    served.kept = found;
    for (const auto& [hub, from, upTo] : served.ranges) {
      if (stakeOf(hub) == state_.stakes.size()) continue;
      services_.hubs[hub]->tell(Late{state_.channel(), from, upTo, kept});
    }
  }
}

void Route::tellHeld() {
  const auto& held = state_.replay->held;
  if (held.empty()) return;
  for (std::size_t at = 0; at < state_.stakes.size(); ++at) {
    if (!isServed(at)) continue;
    const auto& stake = state_.stakes[at];
    services_.hubs[stake.hub]->tell(Live{state_.channel(), held, stake.place});
  }
}

void Route::tellReplayed() {
  Replay& replay = *state_.replay;
  const auto messages = messagesToReplay();
  const auto began = replay.windowBegan;
  Served served{{}, began, began, fingerprintOf(replay.kept), services_.clock.now(), 0};
  for (std::size_t at = 0; at < state_.stakes.size(); ++at) {
    const auto& stake = state_.stakes[at];
    auto& progress = replay.progress[at];
    if (progress.taken <= progress.served) continue;
    services_.hubs[stake.hub]->tell(
        Replayed{state_.channel(), progress.taken, messages, stake.place});
    served.ranges.push_back({stake.hub, progress.served + 1, progress.taken});
    progress.served = progress.taken;
  }
  if (!served.ranges.empty()) remember(std::move(served));
}

void Route::tellAway(std::size_t at) {
  const auto& stake = state_.stakes[at];
  auto& progress = state_.replay->progress[at];
  const Ticket from = std::max(progress.served, progress.told) + 1;
  if (from > stake.joined) return;
  progress.told = stake.joined;
  services_.hubs[stake.hub]->tell(Away{state_.channel(), from, stake.joined});
}

std::vector<MessagePtr> Route::messagesToReplay() const {
  const auto& kept = state_.replay->kept;
  const auto& held = state_.replay->held;
  std::vector<MessagePtr> messages;
  const bool isKeptHeld = std::any_of(held.begin(), held.end(), [&kept](const MessagePtr& one) {
    return kept && one->payload == kept->payload;
  });
  if (kept && !isKeptHeld) messages.push_back(kept);
  messages.insert(messages.end(), held.begin(), held.end());
  return messages;
}

void Route::remember(Served served) {
  auto& all = state_.replay->served;
  auto* last = all.empty() ? nullptr : &all.back();
  const bool isSame = last && last->since == served.since && last->kept == served.kept &&
                      last->looks == 0 && served.at - last->at < kSameRound;
  if (!isSame) return all.push_back(std::move(served));

  for (const auto& range : served.ranges) {
    const auto known = std::find_if(last->ranges.begin(), last->ranges.end(), [&](const auto& one) {
      return one.hub == range.hub && one.upTo + 1 == range.from;
    });
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
    return served.looks >= RouteState::kLooks || !state_.seen.reachesBackTo(served.since);
  };
  auto& served = state_.replay->served;
  served.erase(std::remove_if(served.begin(), served.end(), isThrough), served.end());
}

Route::Replay& Route::replaying() {
  auto& replay = state_.replay;
  if (replay) return *replay;
  replay = std::make_unique<Replay>();
  replay->isSubscribed = services_.isReachable && !state_.stakes.empty();
  for (const auto& stake : state_.stakes) {
    replay->progress.add({stake.joined, stake.joined, stake.joined});
  }
  return *replay;
}

void Route::endReplay() {
  if (phase() == Phase::kIdle && !isAnyoneServed() && !isAnyoneWaiting()) state_.replay.reset();
}

}  // namespace fanfare::core
