#include "journal_broker.h"

#include <optional>
#include <utility>

namespace journal {
namespace {

using fanfare::BrokerListener;
using fanfare::Channel;
using fanfare::MessagePtr;
using fanfare::Publication;

std::size_t sizeOf(const std::vector<Entry>& entries) {
  std::size_t size = 0;
  for (const Entry& entry : entries) size += entry.name.size() + entry.payload.size();
  return size;
}

}  // namespace

JournalBroker::JournalBroker(fanfare::BrokerHost& host, std::string directory)
    : host_(host), directory_(std::move(directory)) {}

void JournalBroker::start(BrokerListener& listener) {
  listener_ = &listener;
  ClerkListener& self = *this;
  clerk_ = std::make_unique<Clerk>(directory_, host_, self);
}

void JournalBroker::onOpened(std::uint64_t time) {
  time_ = time;
  listener_->onReachable();
}

void JournalBroker::publish(std::vector<Publication> publications, PublishDone done) {
  std::vector<Entry> entries;
  for (const auto& [channel, message, keepFor] : publications) {
    const bool isKept = keepFor > keepFor.zero();
    entries.push_back({Entry::Kind::kMessage,
                       isKept ? now() + keepFor : Time(),
                       {},
                       std::string(channel.key()),
                       message->payload});
  }
  write(std::move(entries), std::move(done));
}

void JournalBroker::publishTopic(const std::string& topic, std::string payload, PublishDone done) {
  write({{Entry::Kind::kTopic, {}, {}, topic, std::move(payload)}}, std::move(done));
}

void JournalBroker::stamp(std::vector<std::string> names, std::chrono::seconds keepFor,
                          PublishDone done) {
  const Time roundedUp = now() + std::chrono::milliseconds(1);
  std::vector<Entry> entries;
  for (auto& name : names) {
    entries.push_back({Entry::Kind::kStamp, roundedUp + keepFor, roundedUp, std::move(name), {}});
  }
  write(std::move(entries), std::move(done));
}

void JournalBroker::fetch(const Channel& channel, FetchDone done) {
  ask([key = std::string(channel.key()), done = std::move(done)](Clerk& clerk) {
    clerk.read();
    const MessagePtr* kept = clerk.kept(key);
    clerk.say([done, found = kept ? *kept : nullptr] { done(found); });
  });
}

void JournalBroker::fetchStamps(std::vector<std::string> names, StampsDone done) {
  ask([names = std::move(names), done = std::move(done)](Clerk& clerk) {
    clerk.read();
    std::vector<std::optional<Stamp>> found;
    for (const auto& name : names) {
      const Time* stamped = clerk.stamped(name);
      found.push_back(stamped ? std::optional<Stamp>(*stamped) : std::nullopt);
    }
    clerk.say([done, found = std::move(found)] { done(found); });
  });
}

// What was written before is read before, so that the acknowledgement comes behind it.
void JournalBroker::subscribe(const Channel& channel) {
  ask([listener = listener_, channel](Clerk& clerk) {
    clerk.read();
    clerk.subscribe(channel);
    clerk.say([listener, channel] { listener->onSubscribed(channel); });
  });
}

void JournalBroker::unsubscribe(const Channel& channel) {
  ask([channel](Clerk& clerk) { clerk.unsubscribe(channel); });
}

void JournalBroker::subscribeTopic(const std::string& topic) {
  ask([listener = listener_, topic](Clerk& clerk) {
    clerk.read();
    clerk.subscribeTopic(topic);
    clerk.say([listener, topic] { listener->onTopicSubscribed(topic); });
  });
}

void JournalBroker::unsubscribeTopic(const std::string& topic) {
  ask([topic](Clerk& clerk) { clerk.unsubscribeTopic(topic); });
}

void JournalBroker::write(std::vector<Entry> entries, PublishDone done) {
  const std::size_t size = sizeOf(entries);
  const bool isTaken = clerk_->ask(time_, size, [entries = std::move(entries), done](Clerk& clerk) {
    clerk.write(entries);
    clerk.say([done] { done({}); });
  });
  if (isTaken) return;
  host_.post([done] {
    done(fanfare::Error{fanfare::ErrorCode::kUnavailable, "too much waits to be written"});
  });
}

void JournalBroker::ask(Clerk::Errand errand) {
  (void)clerk_->ask(time_, 0, std::move(errand));  // of no size, so never refused
}

}  // namespace journal
