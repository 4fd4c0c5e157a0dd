#include "brokers/memory_broker.h"

#include <cassert>
#include <utility>

namespace fanfare::brokers {
namespace {

std::size_t sizeOf(const Channel& channel, const MessagePtr& message) {
  return channel.key().size() + message->payload.size();
}

}  // namespace

MemoryBroker::MemoryBroker(const Clock& clock, Defer defer, const MemoryBrokerOptions& options)
    : clock_(clock), defer_(std::move(defer)), options_(options), life_(std::make_shared<char>()) {}

MemoryBroker::~MemoryBroker() = default;

void MemoryBroker::start(BrokerListener& listener) {
  listener_ = &listener;
  later([this] { listener_->onReachable(); });
}

void MemoryBroker::publish(std::vector<Publication> publications, PublishDone done) {
  later([this, publications = std::move(publications), done = std::move(done)] {
    for (const auto& publication : publications) {
      if (publication.keepFor > std::chrono::seconds(0)) keep(publication);
      if (subscribed_.find(publication.channel) == Subscriptions::kNowhere) continue;
      listener_->onMessage(publication.channel, publication.message);
    }
    done({});
  });
}

void MemoryBroker::fetch(const Channel& channel, FetchDone done) {
  later([this, channel, done = std::move(done)] {
    giveUpExpired();
    const auto kept = kept_.find(channel);
    done(kept == kept_.end() ? MessagePtr() : kept->second.message);
  });
}

void MemoryBroker::subscribe(const Channel& channel) {
  later([this, channel] {
    if (subscribed_.find(channel) == Subscriptions::kNowhere) {
      subscribed_.emplace(Subscription{channel});
    }
    listener_->onSubscribed(channel);
  });
}

void MemoryBroker::unsubscribe(const Channel& channel) {
  later([this, channel] {
    const auto place = subscribed_.find(channel);
    if (place != Subscriptions::kNowhere) subscribed_.erase(place);
  });
}

void MemoryBroker::subscribeTopic(const std::string& topic) {
  later([this, topic] {
    topics_.insert(topic);
    listener_->onTopicSubscribed(topic);
  });
}

void MemoryBroker::unsubscribeTopic(const std::string& topic) {
  later([this, topic] { topics_.erase(topic); });
}

void MemoryBroker::publishTopic(const std::string& topic, std::string payload, PublishDone done) {
  later([this, topic, payload = std::move(payload), done = std::move(done)] {
    if (topics_.count(topic) > 0) listener_->onTopicMessage(topic, payload);
    done({});
  });
}

void MemoryBroker::stamp(std::vector<std::string> names, std::chrono::seconds keepFor,
                         PublishDone done) {
  later([this, names = std::move(names), keepFor, done = std::move(done)] {
    forgetStamps();
    const auto until = clock_.now() + keepFor;
    const auto now =
        std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now()) +
        std::chrono::milliseconds(1);
    for (const auto& name : names) {
      stamps_[name] = {now, until};
      stampExpiries_.emplace_back(until, name);
    }
    done({});
  });
}

void MemoryBroker::fetchStamps(std::vector<std::string> names, StampsDone done) {
  later([this, names = std::move(names), done = std::move(done)] {
    std::vector<std::optional<Stamp>> found;
    for (const auto& name : names) {
      const auto stamped = stamps_.find(name);
      const bool isThere = stamped != stamps_.end() && stamped->second.until > clock_.now();
      found.push_back(isThere ? std::optional(stamped->second.time) : std::nullopt);
    }
    done(std::move(found));
  });
}

void MemoryBroker::forgetStamps() {
  while (!stampExpiries_.empty() && stampExpiries_.front().first <= clock_.now()) {
    const auto stamped = stamps_.find(stampExpiries_.front().second);
    if (stamped != stamps_.end() && stamped->second.until <= clock_.now()) stamps_.erase(stamped);
    stampExpiries_.pop_front();
  }
}

// Everything happens in the order in which it was asked for, so one queue serves as the wire.
void MemoryBroker::later(std::function<void()> event) {
  assert(listener_);
  defer_([life = std::weak_ptr<char>(life_), event = std::move(event)] {
    if (!life.expired()) event();
  });
}

void MemoryBroker::keep(const Publication& publication) {
  giveUpExpired();
  const auto before = kept_.find(publication.channel);
  if (before != kept_.end()) giveUp(before);

  const std::size_t size = sizeOf(publication.channel, publication.message);
  if (size > options_.maxKeptBytes || options_.maxKept == 0) return;
  while (kept_.size() >= options_.maxKept || keptBytes_ + size > options_.maxKeptBytes) {
    giveUp(kept_.find(*expiries_.begin()->second));
  }
  const auto kept = kept_.emplace(publication.channel, Kept{publication.message, {}}).first;
  kept->second.expiry = expiries_.emplace(clock_.now() + publication.keepFor, &kept->first);
  keptBytes_ += size;
}

void MemoryBroker::giveUp(KeptMessages::iterator kept) {
  keptBytes_ -= sizeOf(kept->first, kept->second.message);
  expiries_.erase(kept->second.expiry);
  kept_.erase(kept);
}

void MemoryBroker::giveUpExpired() {
  while (!expiries_.empty() && expiries_.begin()->first <= clock_.now()) {
    giveUp(kept_.find(*expiries_.begin()->second));
  }
}

}  // namespace fanfare::brokers
