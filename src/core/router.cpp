#include "core/router.h"

#include <utility>

namespace fanfare::core {

Router::Router(Broker& broker, const Clock& clock, std::vector<HubLink*> hubs)
    : services_{
          broker, clock, std::move(hubs),
          [this](const Channel& channel, std::uint64_t number, const Result<MessagePtr>& kept) {
            const auto route = routes_.find(channel);
            if (route == routes_.end()) return;
            route->second.onFetched(number, kept);
            review(route);
          }} {}

Router::~Router() = default;

void Router::onNotice(std::size_t hub, const HubNotice& notice) {
  if (const auto* join = std::get_if<Join>(&notice)) {
    const auto [route, isNew] = routes_.try_emplace(join->channel, services_);
    if (isNew) route->second.setChannel(route->first);
    route->second.join(hub, join->ticket);
    return review(route);
  }
  const auto route = routes_.find(std::get<Leave>(notice).channel);
  if (route == routes_.end()) return;
  route->second.leave(hub);
  review(route);
}

void Router::onTick() {
  const auto now = services_.clock.now();
  std::vector<Routes::value_type*> due;
  while (!queue_.empty() && queue_.top().due <= now) {
    const Queued next = queue_.top();
    queue_.pop();
    const auto watched = watched_.find(next.entry);
    if (watched == watched_.end() || watched->second.queued != next.due) continue;
    watched->second.queued = Clock::Time::max();
    if (watched->second.due <= now) {
      due.push_back(next.entry);
    } else {
      watch(*next.entry);
    }
  }
  for (auto* entry : due) {
    entry->second.onTick();
    review(routes_.find(entry->first));
  }
}

void Router::onMessage(const Channel& channel, MessagePtr message) {
  const auto route = routes_.find(channel);
  if (route != routes_.end()) route->second.onMessage(message);
}

void Router::onLocal(const Channel& channel, const MessagePtr& message) {
  for (HubLink* const hub : services_.hubs) hub->tell(Local{channel, {message}});
}

void Router::onSubscribed(const Channel& channel) {
  const auto route = routes_.find(channel);
  if (route == routes_.end()) return;
  route->second.onSubscribed();
  review(route);
}

void Router::onLost() {
  services_.isReachable = false;
  for (auto route = routes_.begin(); route != routes_.end();) {
    const auto next = std::next(route);
    route->second.onLost();
    review(route);
    route = next;
  }
}

void Router::onReachable() {
  if (services_.isReachable) onLost();
  services_.isReachable = true;
  for (auto& [channel, route] : routes_) {
    route.onReachable();
  }
  for (auto& entry : routes_) {
    if (entry.second.isWatching()) watch(entry);
  }
}

void Router::review(Routes::iterator route) {
  if (!route->second.isDone() && route->second.isWatching()) {
    watch(*route);
  } else {
    watched_.erase(&*route);
  }
  if (route->second.isDone()) routes_.erase(route);
  if (watched_.empty() && !queue_.empty()) queue_ = {};
}

void Router::watch(Routes::value_type& entry) {
  Watch& watch = watched_[&entry];
  watch.due = entry.second.nextDue();
  if (watch.due >= watch.queued) return;
  watch.queued = watch.due;
  queue_.push({watch.due, &entry});
}

}  // namespace fanfare::core
