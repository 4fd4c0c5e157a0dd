#include "fanfare/publisher/redis_transport.h"

#include <cstddef>
#include <cstdlib>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "publisher/addressing.h"
#include "publisher/redis_connection.h"

namespace fanfare::publisher {
namespace {

bool isKept(const Publication& publication) {
  return publication.expire && publication.expire->count() > 0;
}

std::size_t repliesTo(const Publication& publication) {
  const std::size_t channels = publication.to->channels.size();
  return isKept(publication) ? channels * 2 + 2 : channels;
}

bool isOfAnotherType(const redisReply& reply) {
  constexpr std::string_view kWord = "WRONGTYPE";
  return isError(reply) && std::string_view(reply.str).substr(0, kWord.size()) == kWord;
}

// Redis' own time in milliseconds, rounded up; nullopt unless `reply` is one.
std::optional<long long> timeIn(const redisReply& reply) {
  if (reply.type != REDIS_REPLY_ARRAY || reply.elements != 2) return std::nullopt;
  for (std::size_t i = 0; i < reply.elements; ++i) {
    if (reply.element[i]->type != REDIS_REPLY_STRING) return std::nullopt;
  }
  const long long seconds = std::strtoll(reply.element[0]->str, nullptr, 10);
  const long long microseconds = std::strtoll(reply.element[1]->str, nullptr, 10);
  return seconds * 1000 + microseconds / 1000 + 1;
}

class RedisTransport final : public Transport {
 public:
  RedisTransport(const Options& options, RedisAddress address)
      : settings_{options.expire, options.maxBytes, options.colons},
        prefix_(options.prefix.empty() ? "" : options.prefix + ":"),
        revokedFor_(std::to_string(options.revokedFor.count())),
        connection_(std::move(address), {options.connectTimeout, options.commandTimeout}) {}

  const Settings& settings() const override { return settings_; }

  Result<std::vector<Heard>> publish(const std::vector<Publication>& publications) override {
    Commands commands;
    for (const auto& publication : publications) {
      isKept(publication) ? keepAndPublish(publication, commands) : publish(publication, commands);
    }
    const auto replies = connection_.exchange(commands);
    if (!replies) return replies.error();
    std::vector<Heard> heard;
    heard.reserve(publications.size());
    auto reply = replies->begin();
    for (const auto& publication : publications) {
      int servers = 0;
      for (const auto end = reply + static_cast<std::ptrdiff_t>(repliesTo(publication));
           reply != end; ++reply) {
        if (const auto counted = count(**reply, servers); !counted) return counted.error();
      }
      heard.emplace_back(servers);
    }
    return heard;
  }

  Result<std::optional<std::string>> fetch(const Lookup& lookup) override {
    Commands commands;
    for (const auto& channel : lookup.channels) commands.add({"GET", keyOf(channel)});
    const auto replies = connection_.exchange(commands);
    if (!replies) return replies.error();
    for (const auto& reply : *replies) {
      if (isError(*reply) && !isOfAnotherType(*reply)) return connection_.errorOf(*reply);
      if (reply->type != REDIS_REPLY_STRING || reply->len == 0) continue;
      return std::optional<std::string>(std::in_place, reply->str,
                                        static_cast<std::size_t>(reply->len));
    }
    return std::optional<std::string>();
  }

  Result<void> send(const ControlMessage& message) override {
    const auto tombstones = tombstonesOf(message);
    const std::string channel = prefix_ + "fanfare:control";
    const std::string json = jsonOf(message);
    Commands commands;
    if (tombstones.empty()) {
      commands.add({"PUBLISH", channel, json});
      return run(commands);
    }
    const auto now = time();
    if (!now) return now.error();
    const std::string stamp = std::to_string(*now);
    commands.add({"MULTI"});
    for (const auto& name : tombstones) commands.add({"SETEX", prefix_ + name, revokedFor_, stamp});
    commands.add({"PUBLISH", channel, json});
    commands.add({"EXEC"});
    return run(commands);
  }

 private:
  std::string keyOf(const Channel& channel) const {
    return std::string(prefix_).append(channel.key());
  }

  void publish(const Publication& publication, Commands& commands) const {
    for (const auto& channel : publication.to->channels) {
      commands.add({"PUBLISH", keyOf(channel), publication.message});
    }
  }

  // In one transaction, and kept first: who subscribes in between finds the message.
  void keepAndPublish(const Publication& publication, Commands& commands) const {
    const std::string seconds = std::to_string(publication.expire->count());
    commands.add({"MULTI"});
    for (const auto& channel : publication.to->channels) {
      const std::string key = keyOf(channel);
      commands.add({"SETEX", key, seconds, publication.message});
      commands.add({"PUBLISH", key, publication.message});
    }
    commands.add({"EXEC"});
  }

  // Adds the replies to PUBLISH, those in a transaction's among them.
  Result<void> count(const redisReply& reply, int& heard) const {
    if (isError(reply)) return connection_.errorOf(reply);
    if (reply.type == REDIS_REPLY_INTEGER) heard += static_cast<int>(reply.integer);
    if (reply.type != REDIS_REPLY_ARRAY) return {};
    for (std::size_t i = 0; i < reply.elements; ++i) {
      if (auto counted = count(*reply.element[i], heard); !counted) return counted;
    }
    return {};
  }

  Result<long long> time() {
    Commands commands;
    commands.add({"TIME"});
    const auto replies = connection_.exchange(commands);
    if (!replies) return replies.error();
    const redisReply& reply = *replies->front();
    if (isError(reply)) return connection_.errorOf(reply);
    if (const auto time = timeIn(reply)) return *time;
    return Error{ErrorCode::kUnavailable, "Redis does not tell the time"};
  }

  Result<void> run(const Commands& commands) {
    const auto replies = connection_.exchange(commands);
    if (!replies) return replies.error();
    int servers = 0;
    for (const auto& reply : *replies) {
      if (auto counted = count(*reply, servers); !counted) return counted;
    }
    return {};
  }

  const Settings settings_;
  const std::string prefix_;  // with its colon
  const std::string revokedFor_;
  RedisConnection connection_;
};

}  // namespace

Result<std::shared_ptr<Transport>> redisTransport(const Options& options) {
  if (options.connectTimeout.count() <= 0 || options.commandTimeout.count() <= 0) {
    return invalid("a timeout must be above zero");
  }
  if (options.revokedFor.count() <= 0) return invalid("revokedFor: must be above zero");
  auto address = RedisAddress::parse(options.url);
  if (!address) return address.error();
  return std::shared_ptr<Transport>(
      std::make_shared<RedisTransport>(options, std::move(address).value()));
}

}  // namespace fanfare::publisher
