#include "brokers/redis_broker.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <memory>
#include <string_view>
#include <utility>

#include "redis/command.h"
#include "redis/reply.h"

namespace fanfare::brokers {
namespace {

constexpr std::chrono::seconds kLogAgain{10};
constexpr const char* kOwnChannel = "fanfare:fence";

std::string keyPrefixOf(const std::string& prefix) { return prefix.empty() ? "" : prefix + ":"; }

redis::LinkOptions linkOptionsOf(const RedisBrokerOptions& options) {
  return {options.address, options.timeout, options.retryMin, options.retryMax};
}

void addPublication(redis::Commands& commands, const std::string& key,
                    const Publication& publication) {
  const std::string& payload = publication.message->payload;
  const auto seconds = publication.keepFor.count();
  if (seconds <= 0) return commands.add({"PUBLISH", key, payload});
  commands.add({"MULTI"});
  commands.add({"SETEX", key, std::to_string(seconds), payload});
  commands.add({"PUBLISH", key, payload});
  commands.add({"EXEC"});
}

std::optional<std::int64_t> numberIn(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || error != std::errc() || end != text.data() + text.size() || number < 0) {
    return std::nullopt;
  }
  return number;
}

// Of a reply to TIME: seconds and microseconds.
std::optional<std::int64_t> millisecondsIn(const redis::Reply& reply) {
  if (reply.items.size() != 2) return std::nullopt;
  const auto seconds = numberIn(reply.items[0].text);
  const auto microseconds = numberIn(reply.items[1].text);
  if (!seconds || !microseconds) return std::nullopt;
  return *seconds * 1000 + *microseconds / 1000;
}

// Of a reply to an MGET of one key.
std::optional<Broker::Stamp> stampIn(const redis::Reply& reply) {
  if (reply.items.size() != 1 || reply.items[0].type == redis::ReplyType::kNil) return std::nullopt;
  const auto milliseconds = numberIn(reply.items[0].text);
  constexpr std::int64_t kMost = 32'503'680'000'000;  // the year 3000
  if (!milliseconds || *milliseconds > kMost) return Broker::Stamp::max();
  return Broker::Stamp(std::chrono::milliseconds(*milliseconds));
}

}  // namespace

RedisBroker::RedisBroker(net::Reactor& reactor, Log& log, const RedisBrokerOptions& options,
                         core::KeyListener* keys)
    : reactor_(reactor),
      log_(log),
      keyPrefix_(keyPrefixOf(options.prefix)),
      commands_(reactor, log, linkOptionsOf(options), options.pending, *this),
      subscriptions_(reactor, log, linkOptionsOf(options), keyPrefix_ + kOwnChannel, *this),
      keys_(keys) {}

void RedisBroker::start(BrokerListener& listener) {
  listener_ = &listener;
  commands_.start();
  subscriptions_.start();
}

std::string RedisBroker::keyOf(const Channel& channel) const {
  std::string key;
  key.reserve(keyPrefix_.size() + channel.key().size());
  key.append(keyPrefix_).append(channel.key());
  return key;
}

void RedisBroker::publish(std::vector<Publication> publications, PublishDone done) {
  const Error away{ErrorCode::kUnavailable, "redis: not connected"};
  if (!isReachable_ || publications.empty()) {
    auto result = isReachable_ ? Result<void>() : Result<void>(away);
    return reactor_.atEndOfTurn([done = std::move(done), result] { done(result); });
  }

  redis::Commands commands;
  for (const Publication& each : publications) addPublication(commands, keyOf(each.channel), each);
  send(commands, std::move(done));
}

void RedisBroker::fetch(const Channel& channel, FetchDone done) {
  redis::Commands get;
  get.add({"GET", keyOf(channel)});
  commands_.send(get, [this, channel, done = std::move(done)](Result<redis::Reply> reply) {
    if (!reply && reply.error().code == ErrorCode::kInvalidArgument) {
      logWrongType(channel);
      return done(MessagePtr());
    }
    if (!reply) {
      logRefused(reply.error().message);
      if (reply.error().code == ErrorCode::kNotAuthorized) return done(MessagePtr());
      return done(reply.error());
    }
    auto payload = redis::asOptionalString(std::move(reply).value());
    if (!payload) return done(payload.error());
    if (!payload->has_value()) return done(MessagePtr());
    done(makeMessage(*std::move(payload).value()));
  });
}

RedisBroker::Subscriptions::Place RedisBroker::placeOf(std::string_view key) const {
  if (!hasPrefix(key)) return Subscriptions::kNowhere;
  return channels_.find(key.substr(keyPrefix_.size()));
}

void RedisBroker::subscribe(const Channel& channel) {
  if (!isReachable_) return;
  const std::string key = keyOf(channel);
  subscriptions_.subscribe(key);
  const auto topic = topics_.find(key);
  if (topic != topics_.end()) topic->second.unanswered.push_back(Asker::kChannel);
  const auto place = channels_.find(channel);
  if (place == Subscriptions::kNowhere) {
    pending_.insert({channels_.emplace(Subscription{channel}), 1, /*isEffective=*/false});
    ++ineffective_;
  } else if (Pending* const pending = pendingAt(place)) {
    ++pending->unanswered;
  } else {
    pending_.insert({place, 1, /*isEffective=*/true});
  }
}

void RedisBroker::unsubscribe(const Channel& channel) {
  const auto place = channels_.find(channel);
  if (place == Subscriptions::kNowhere) return;
  const std::string key = keyOf(channel);
  forgetPending(place);
  channels_.erase(place);
  if (topics_.count(key) == 0) subscriptions_.unsubscribe(key);
}

void RedisBroker::subscribeTopic(const std::string& topic) {
  if (!isReachable_) return;
  subscriptions_.subscribe(topic);
  const auto [known, isNew] = topics_.try_emplace(topic);
  const auto place = placeOf(topic);
  const Pending* const pending = isNew ? pendingAt(place) : nullptr;
  if (pending) known->second.unanswered.assign(pending->unanswered, Asker::kChannel);
  known->second.unanswered.push_back(Asker::kTopic);
}

void RedisBroker::unsubscribeTopic(const std::string& topic) {
  if (topics_.erase(topic) == 0 || placeOf(topic) != Subscriptions::kNowhere) return;
  subscriptions_.unsubscribe(topic);
}

void RedisBroker::publishTopic(const std::string& topic, std::string payload, PublishDone done) {
  redis::Commands commands;
  commands.add({"PUBLISH", topic, payload});
  send(commands, std::move(done));
}

void RedisBroker::stamp(std::vector<std::string> names, std::chrono::seconds keepFor,
                        PublishDone done) {
  redis::Commands time;
  time.add({"TIME"});
  commands_.send(time, [this, names = std::move(names), keepFor,
                        done = std::move(done)](const Result<redis::Reply>& reply) mutable {
    if (!reply) return done(Error{ErrorCode::kUnavailable, reply.error().message});
    const auto now = millisecondsIn(*reply);
    if (!now) return done(Error{ErrorCode::kUnavailable, "redis: TIME tells no time"});
    const std::string seconds = std::to_string(std::max<std::int64_t>(keepFor.count(), 1));
    redis::Commands commands;
    for (const auto& name : names) commands.add({"SETEX", name, seconds, std::to_string(*now + 1)});
    send(commands, std::move(done));
  });
}

void RedisBroker::fetchStamps(std::vector<std::string> names, StampsDone done) {
  if (names.empty()) {
    return reactor_.atEndOfTurn(
        [done = std::move(done)] { done(std::vector<std::optional<Stamp>>()); });
  }
  // Of one key each, for a Cluster; and MGET, which does not mind a key of another type.
  const auto found = std::make_shared<std::vector<std::optional<Stamp>>>();
  for (std::size_t i = 0; i + 1 < names.size(); ++i) {
    redis::Commands one;
    one.add({"MGET", names[i]});
    commands_.send(one, [found](const Result<redis::Reply>& reply) {
      if (reply) found->push_back(stampIn(*reply));
    });
  }
  redis::Commands last;
  last.add({"MGET", names.back()});
  commands_.send(last, [found, count = names.size(),
                        done = std::move(done)](const Result<redis::Reply>& reply) {
    if (reply) found->push_back(stampIn(*reply));
    if (found->size() == count) return done(std::move(*found));
    done(Error{ErrorCode::kUnavailable, "redis: the stamps cannot be read"});
  });
}

void RedisBroker::send(const redis::Commands& commands, PublishDone done) {
  commands_.send(commands, [this, done = std::move(done)](const Result<redis::Reply>& reply) {
    if (reply) return done({});
    logRefused(reply.error().message);
    done(Error{ErrorCode::kUnavailable, reply.error().message});
  });
}

void RedisBroker::onLinkChange() {
  const bool isReachable = commands_.isUp() && subscriptions_.isUp();
  if (isReachable == isReachable_) return;
  isReachable_ = isReachable;
  if (isReachable) return listener_->onReachable();

  channels_.clear();
  pending_ = PendingByPlace();
  ineffective_ = 0;
  topics_.clear();
  // What it is subscribed to counts no more, and the listener does not unsubscribe.
  if (subscriptions_.isUp()) subscriptions_.restart("the connection for commands was lost");
  listener_->onLost();
}

void RedisBroker::onRedisMessage(const std::string& key, std::string payload) {
  const auto topic = topics_.find(key);
  const bool isOfTopic = topic != topics_.end() && topic->second.isEffective;
  if (isOfTopic) {
    listener_->onTopicMessage(key, payload);
    if (placeOf(key) == Subscriptions::kNowhere) return;  // most topics are no channels
  }
  deliver(key, std::move(payload));
}

// Where all subscriptions are effective, the listener's own look at the key is enough.
void RedisBroker::deliver(std::string_view key, std::string payload) {
  if (keys_ && ineffective_ == 0) {
    if (!hasPrefix(key)) return;
    key.remove_prefix(keyPrefix_.size());
    return keys_->onKeyMessage(key, makeMessage(std::move(payload)));
  }
  const auto place = placeOf(key);
  if (place == Subscriptions::kNowhere) return;
  const Pending* const pending = pendingAt(place);
  if (pending && !pending->isEffective) return;
  listener_->onMessage(channels_.at(place).channel(), makeMessage(std::move(payload)));
}

void RedisBroker::onRedisSubscribed(const std::string& key) {
  if (!answerTopic(key)) answerChannel(key);
}

// Whether the acknowledgement is a topic's.
bool RedisBroker::answerTopic(const std::string& key) {
  const auto topic = topics_.find(key);
  if (topic == topics_.end() || topic->second.unanswered.empty()) return false;
  const Asker asker = topic->second.unanswered.front();
  topic->second.unanswered.pop_front();
  if (asker == Asker::kChannel) return false;
  topic->second.isEffective = true;
  listener_->onTopicSubscribed(key);
  return true;
}

void RedisBroker::answerChannel(const std::string& key) {
  const auto place = placeOf(key);
  if (place == Subscriptions::kNowhere) return;
  countAnswer(place);
  const Channel channel = channels_.at(place).channel();  // the listener may unsubscribe
  listener_->onSubscribed(channel);
}

RedisBroker::Pending* RedisBroker::pendingAt(Subscriptions::Place place) {
  return pending_.find(place, [place](const Pending& one) { return one.place == place; });
}

void RedisBroker::countAnswer(Subscriptions::Place place) {
  Pending* const pending = pendingAt(place);
  if (!pending) return;
  if (!std::exchange(pending->isEffective, true)) --ineffective_;
  if (--pending->unanswered == 0) pending_.take(pending);
}

void RedisBroker::forgetPending(Subscriptions::Place place) {
  Pending* const pending = pendingAt(place);
  if (pending && !pending_.take(pending).isEffective) --ineffective_;
}

void RedisBroker::onRedisRefused(const std::string& key, const std::string& why) {
  logRefused("redis: " + why);
  onRedisSubscribed(key);
}

// A link that is lost has told why.
void RedisBroker::logRefused(const std::string& why) {
  const auto now = reactor_.clock().now();
  if (!isReachable_ || (loggedRefusedAt_ && now - *loggedRefusedAt_ < kLogAgain)) return;
  loggedRefusedAt_ = now;
  log_.write(LogLevel::kWarning, why + " (told every 10 seconds at most)");
}

void RedisBroker::logWrongType(const Channel& channel) {
  const auto now = reactor_.clock().now();
  if (loggedWrongTypeAt_ && now - *loggedWrongTypeAt_ < kLogAgain) return;
  loggedWrongTypeAt_ = now;
  log_.write(LogLevel::kWarning, "redis: the key '" + keyPrefix_ + channel.publicKey() +
                                     "' holds no string; nothing is replayed from it");
}

}  // namespace fanfare::brokers
