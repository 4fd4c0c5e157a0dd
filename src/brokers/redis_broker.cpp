#include "brokers/redis_broker.h"

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

}  // namespace

RedisBroker::RedisBroker(net::Reactor& reactor, Log& log, const RedisBrokerOptions& options)
    : reactor_(reactor),
      log_(log),
      keyPrefix_(keyPrefixOf(options.prefix)),
      commands_(reactor, log, linkOptionsOf(options), options.pending, *this),
      subscriptions_(reactor, log, linkOptionsOf(options), keyPrefix_ + kOwnChannel, *this) {}

void RedisBroker::start(BrokerListener& listener) {
  listener_ = &listener;
  commands_.start();
  subscriptions_.start();
}

void RedisBroker::publish(std::vector<Publication> publications, PublishDone done) {
  const Error away{ErrorCode::kUnavailable, "redis: not connected"};
  if (!isReachable_ || publications.empty()) {
    auto result = isReachable_ ? Result<void>() : Result<void>(away);
    return reactor_.atEndOfTurn([done = std::move(done), result] { done(result); });
  }

  redis::Commands commands;
  for (const Publication& each : publications) addPublication(commands, keyOf(each.channel), each);
  commands_.send(commands, [this, done = std::move(done)](const Result<redis::Reply>& reply) {
    if (reply) return done({});
    logRefused(reply.error().message);
    done(Error{ErrorCode::kUnavailable, reply.error().message});
  });
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

void RedisBroker::subscribe(const Channel& channel) {
  if (!isReachable_) return;
  std::string key = keyOf(channel);
  subscriptions_.subscribe(key);
  byKey_.try_emplace(std::move(key), Subscription{channel});
}

void RedisBroker::unsubscribe(const Channel& channel) {
  const std::string key = keyOf(channel);
  if (byKey_.erase(key) > 0) subscriptions_.unsubscribe(key);
}

void RedisBroker::onLinkChange() {
  const bool isReachable = commands_.isUp() && subscriptions_.isUp();
  if (isReachable == isReachable_) return;
  isReachable_ = isReachable;
  if (isReachable) return listener_->onReachable();

  byKey_.clear();
  // What it is subscribed to counts no more, and the listener does not unsubscribe.
  if (subscriptions_.isUp()) subscriptions_.restart("the connection for commands was lost");
  listener_->onLost();
}

void RedisBroker::onRedisMessage(const std::string& key, std::string payload) {
  const auto found = byKey_.find(key);
  if (found == byKey_.end() || !found->second.isEffective) return;
  listener_->onMessage(found->second.channel, makeMessage(std::move(payload)));
}

void RedisBroker::onRedisSubscribed(const std::string& key) {
  const auto found = byKey_.find(key);
  if (found == byKey_.end()) return;
  found->second.isEffective = true;
  const Channel channel = found->second.channel;  // the listener may unsubscribe
  listener_->onSubscribed(channel);
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
