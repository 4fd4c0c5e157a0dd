#include "fanfare/publisher/redis_publisher.h"

#include <unordered_set>
#include <utility>

#include "publisher/redis_connection.h"

namespace fanfare::publisher {
namespace {

constexpr std::chrono::seconds kLongestExpire = std::chrono::hours(24 * 365 * 100);

Error invalid(std::string_view why) { return {ErrorCode::kInvalidArgument, std::string(why)}; }

// The channels of one facility, collected in order and each once.
class ChannelList {
 public:
  ChannelList(std::string_view facility, Colons colons) : facility_(facility), colons_(colons) {}

  Result<void> add(AudienceKind kind, const std::string& name) {
    auto channel = Channel::of({kind, name}, facility_, colons_);
    if (!channel) return channel.error();
    if (known_.insert(*channel).second) channels_.push_back(std::move(channel).value());
    return {};
  }

  Result<void> add(AudienceKind kind, const std::vector<std::string>& names) {
    for (const auto& name : names) {
      if (auto added = add(kind, name); !added) return added;
    }
    return {};
  }

  std::vector<Channel> take() { return std::move(channels_); }

 private:
  std::string_view facility_;
  Colons colons_;
  std::vector<Channel> channels_;
  std::unordered_set<Channel> known_;
};

Result<std::vector<Channel>> channelsOf(std::string_view facility, const Audiences& audiences,
                                        Colons colons) {
  ChannelList list(facility, colons);
  // The facility is checked even if there is no audience.
  if (auto wellFormed = Channel::of({}, facility, colons); !wellFormed) return wellFormed.error();
  if (audiences.broadcast) (void)list.add(AudienceKind::kBroadcast, std::string());
  for (const auto& [kind, names] : {std::pair{AudienceKind::kUser, &audiences.users},
                                    std::pair{AudienceKind::kGroup, &audiences.groups},
                                    std::pair{AudienceKind::kSession, &audiences.sessions},
                                    std::pair{AudienceKind::kRoom, &audiences.rooms}}) {
    if (auto added = list.add(kind, *names); !added) return added.error();
  }
  return list.take();
}

// The names under which `reader` may find a message for an audience; one empty name for broadcast.
std::vector<std::string> namesOf(const Reader& reader, AudienceKind kind) {
  switch (kind) {
    case AudienceKind::kBroadcast:
      return {""};
    case AudienceKind::kUser:
      return {reader.user};
    case AudienceKind::kGroup:
      return reader.groups;
    case AudienceKind::kSession:
      return {reader.session};
    case AudienceKind::kRoom:
      return reader.rooms;
    case AudienceKind::kConnection:
      break;
  }
  return {};
}

std::vector<AudienceKind> audiencesToAsk(std::optional<AudienceKind> audience) {
  if (audience) return {*audience};
  return {AudienceKind::kSession, AudienceKind::kUser, AudienceKind::kGroup,
          AudienceKind::kBroadcast};
}

bool isOfAnotherType(const redisReply& reply) {
  constexpr std::string_view kWord = "WRONGTYPE";
  return isError(reply) && std::string_view(reply.str).substr(0, kWord.size()) == kWord;
}

}  // namespace

class RedisPublisher::State {
 public:
  State(const Options& options, RedisAddress address, std::string facility,
        std::vector<Channel> channels)
      : options_(options),
        connection_(std::move(address), {options.connectTimeout, options.commandTimeout}),
        facility_(std::move(facility)),
        channels_(std::move(channels)) {}

  Result<void> readdress(std::string_view facility, const Audiences& audiences) {
    auto channels = channelsOf(facility, audiences, options_.colons);
    if (!channels) return channels.error();
    facility_ = std::string(facility);
    channels_ = std::move(channels).value();
    return {};
  }

  std::chrono::seconds defaultExpire() const { return options_.expire; }
  bool hasAudience() const { return !channels_.empty(); }

  Result<int> publish(std::string_view message) {
    Commands commands;
    for (const auto& channel : channels_) commands.add({"PUBLISH", keyOf(channel), message});
    return run(commands);
  }

  // In one transaction, and kept first: who subscribes in between finds the message.
  Result<int> keepAndPublish(std::string_view message, std::chrono::seconds expire) {
    const std::string seconds = std::to_string(expire.count());
    Commands commands;
    commands.add({"MULTI"});
    for (const auto& channel : channels_) {
      const std::string key = keyOf(channel);
      commands.add({"SETEX", key, seconds, message});
      commands.add({"PUBLISH", key, message});
    }
    commands.add({"EXEC"});
    return run(commands);
  }

  Result<std::optional<std::string>> fetch(const Reader& reader,
                                           std::optional<AudienceKind> audience) {
    ChannelList list(facility_, options_.colons);
    for (const auto kind : audiencesToAsk(audience)) {
      for (const auto& name : namesOf(reader, kind)) {
        if (name.empty() && kind != AudienceKind::kBroadcast) continue;
        if (auto added = list.add(kind, name); !added) return added.error();
      }
    }
    Commands commands;
    for (const auto& channel : list.take()) commands.add({"GET", keyOf(channel)});
    if (commands.count() == 0) return std::optional<std::string>();
    return firstKept(commands);
  }

 private:
  std::string keyOf(const Channel& channel) const {
    return options_.prefix.empty() ? channel.key() : options_.prefix + ":" + channel.key();
  }

  // How many heard what the PUBLISHes among `commands` published.
  Result<int> run(const Commands& commands) {
    const auto replies = connection_.exchange(commands);
    if (!replies) return replies.error();
    int heard = 0;
    for (const auto& reply : *replies) {
      if (auto counted = count(*reply, heard); !counted) return counted.error();
    }
    return heard;
  }

  Result<void> count(const redisReply& reply, int& heard) const {
    if (isError(reply)) return connection_.errorOf(reply);
    if (reply.type == REDIS_REPLY_INTEGER) heard += static_cast<int>(reply.integer);
    if (reply.type != REDIS_REPLY_ARRAY) return {};
    for (std::size_t i = 0; i < reply.elements; ++i) {
      if (auto counted = count(*reply.element[i], heard); !counted) return counted;
    }
    return {};
  }

  Result<std::optional<std::string>> firstKept(const Commands& commands) {
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

  const Options options_;
  RedisConnection connection_;
  std::string facility_;
  std::vector<Channel> channels_;
};

Result<RedisPublisher> RedisPublisher::create(const Options& options, std::string_view facility,
                                              const Audiences& audiences) {
  if (options.connectTimeout.count() <= 0 || options.commandTimeout.count() <= 0) {
    return invalid("a timeout must be above zero");
  }
  auto address = RedisAddress::parse(options.url);
  if (!address) return address.error();
  auto channels = channelsOf(facility, audiences, options.colons);
  if (!channels) return channels.error();
  return RedisPublisher(std::make_unique<State>(
      options, std::move(address).value(), std::string(facility), std::move(channels).value()));
}

RedisPublisher::RedisPublisher(std::unique_ptr<State> state) : state_(std::move(state)) {}
RedisPublisher::RedisPublisher(RedisPublisher&&) noexcept = default;
RedisPublisher& RedisPublisher::operator=(RedisPublisher&&) noexcept = default;
RedisPublisher::~RedisPublisher() = default;

Result<void> RedisPublisher::readdress(std::string_view facility, const Audiences& audiences) {
  return state_->readdress(facility, audiences);
}

Result<int> RedisPublisher::publishMessage(std::string_view message,
                                           std::optional<std::chrono::seconds> expire) {
  const auto keptFor = expire.value_or(state_->defaultExpire());
  if (!state_->hasAudience()) return invalid("no audience to publish to");
  if (keptFor > kLongestExpire) return invalid("a message is kept for 100 years at most");
  return keptFor.count() > 0 ? state_->keepAndPublish(message, keptFor) : state_->publish(message);
}

Result<std::optional<std::string>> RedisPublisher::fetchMessage(
    const Reader& reader, std::optional<AudienceKind> audience) {
  if (audience == AudienceKind::kConnection) return invalid("nothing is kept for a connection");
  return state_->fetch(reader, audience);
}

}  // namespace fanfare::publisher
