#include "core/router.h"

#include <utility>

namespace fanfare::core {

Router::Router(Broker& broker, const Clock& clock, std::vector<HubLink*> hubs)
    : services_{
          broker, clock, std::move(hubs),
          [this](const Channel& channel, std::uint64_t number, const Result<MessagePtr>& kept) {
            const auto place = routes_.find(channel);
            if (place == Routes::kNowhere) return;
            at(place).onFetched(number, kept);
            review(place);
          }} {}

Router::~Router() = default;

void Router::onNotice(std::size_t hub, const HubNotice& notice) {
  const Channel& channel =
      std::visit([](const auto& what) -> const Channel& { return what.channel; }, notice);
  auto place = routes_.find(channel);
  if (const auto* join = std::get_if<Join>(&notice)) {
    if (place == Routes::kNowhere) place = routes_.emplace(channel);
    at(place).join(hub, *join);
  } else {
    if (place == Routes::kNowhere) return;
    at(place).leave(hub);
  }
  review(place);
}

void Router::onTick() {
  const auto now = services_.clock.now();
  std::vector<Routes::Place> due;
  while (!queue_.empty() && queue_.top().due <= now) {
    const Queued next = queue_.top();
    queue_.pop();
    const auto watched = watched_.find(next.place);
    if (watched == watched_.end() || watched->second.queued != next.due) continue;
    watched->second.queued = Clock::Time::max();
    if (watched->second.due <= now) {
      due.push_back(next.place);
    } else {
      watch(next.place);
    }
  }
  for (const auto place : due) {
    at(place).onTick();
    review(place);
  }
}

void Router::onMessage(const Channel& channel, MessagePtr message) {
  const auto place = routes_.find(channel);
  if (place != Routes::kNowhere) at(place).onMessage(message);
}

bool Router::onKeyMessage(std::string_view key, const MessagePtr& message) {
  const auto place = routes_.find(key);
  if (place == Routes::kNowhere) return false;
  at(place).onMessage(message);
  return true;
}

void Router::onLocal(const Channel& channel, const MessagePtr& message) {
  for (HubLink* const hub : services_.hubs) hub->tell(Local{channel, {message}});
}

void Router::onSubscribed(const Channel& channel) {
  const auto place = routes_.find(channel);
  if (place == Routes::kNowhere) return;
  at(place).onSubscribed();
  review(place);
}

template <typename Call>
void Router::forEachRoute(const Call& call) {
  for (Routes::Place place = 0; place < routes_.capacity(); ++place) {
    if (routes_.isTaken(place)) call(place);
  }
}

void Router::onLost() {
  services_.isReachable = false;
  forEachRoute([this](Routes::Place place) {
    at(place).onLost();
    review(place);
  });
}

void Router::onReachable() {
  if (services_.isReachable) onLost();
  services_.isReachable = true;
  forEachRoute([this](Routes::Place place) {
    at(place).onReachable();
    review(place);
  });
}

void Router::review(Routes::Place place) {
  const bool isDone = routes_.at(place).isDone();
  if (!isDone && at(place).isWatching()) {
    watch(place);
  } else {
    watched_.erase(place);
  }
  if (isDone) routes_.erase(place);
  if (watched_.empty()) forgetWatching();
}

// After a crowd, what was needed to watch them would be kept for ever.
void Router::forgetWatching() {
  queue_ = {};
  // An empty list, {}, would leave the map its buckets.
  if (watched_.bucket_count() > kFewWatched) watched_ = decltype(watched_)();
}

void Router::watch(Routes::Place place) {
  Watch& watch = watched_[place];
  watch.due = at(place).nextDue();
  if (watch.due >= watch.queued) return;
  watch.queued = watch.due;
  queue_.push({watch.due, place});
}

}  // namespace fanfare::core
