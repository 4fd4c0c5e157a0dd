#include "fanfare/publisher/redis_publisher.h"

#include <array>
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

// Where a publisher publishes to.
struct Addressees {
  std::vector<Channel> channels;
  std::vector<std::string> withheld;
};

struct NameList {
  const char* field;
  AudienceKind kind;
  const std::vector<std::string>* names;
};

Error inField(const std::string& field, const Error& error) {
  return {error.code, field + ": " + error.message};
}

// Who kSelf is; nobody for who is anonymous.
Result<std::vector<std::string>> namesOfSelf(AudienceKind kind, const std::optional<Reader>& who) {
  if (kind == AudienceKind::kRoom) return invalid("kSelf is no room");
  if (!who) return invalid("kSelf needs the request");
  if (kind == AudienceKind::kGroup) {
    return who->user.empty() ? std::vector<std::string>() : who->groups;
  }
  const std::string& name = kind == AudienceKind::kUser ? who->user : who->session;
  return name.empty() ? std::vector<std::string>() : std::vector<std::string>{name};
}

Result<void> addList(const NameList& list, const std::optional<Reader>& request,
                     ChannelList& channels, std::vector<std::string>& withheld) {
  for (const auto& name : *list.names) {
    if (name != kSelf) {
      if (auto added = channels.add(list.kind, name); !added) return added;
      continue;
    }
    const auto self = namesOfSelf(list.kind, request);
    if (!self) return self.error();
    if (self->empty()) withheld.emplace_back(list.field);
    if (auto added = channels.add(list.kind, *self); !added) return added;
  }
  return {};
}

Result<Addressees> addresseesOf(std::string_view facility, const Audiences& audiences,
                                const std::optional<Reader>& request, Colons colons) {
  // The facility is checked even if there is no audience.
  if (auto wellFormed = Channel::of({}, facility, colons); !wellFormed) {
    return inField("facility", wellFormed.error());
  }
  ChannelList list(facility, colons);
  std::vector<std::string> withheld;
  if (audiences.broadcast) (void)list.add(AudienceKind::kBroadcast, std::string());
  for (const auto& names : {NameList{"users", AudienceKind::kUser, &audiences.users},
                            NameList{"groups", AudienceKind::kGroup, &audiences.groups},
                            NameList{"sessions", AudienceKind::kSession, &audiences.sessions},
                            NameList{"rooms", AudienceKind::kRoom, &audiences.rooms}}) {
    if (auto added = addList(names, request, list, withheld); !added) {
      return inField(names.field, added.error());
    }
  }
  return Addressees{list.take(), std::move(withheld)};
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
  State(const Options& options, RedisAddress address, std::string facility, Addressees to)
      : options_(options),
        connection_(std::move(address), {options.connectTimeout, options.commandTimeout}),
        facility_(std::move(facility)),
        to_(std::move(to)) {}

  Result<void> readdress(std::string_view facility, const Audiences& audiences,
                         const std::optional<Reader>& request) {
    auto to = addresseesOf(facility, audiences, request, options_.colons);
    if (!to) return to.error();
    facility_ = std::string(facility);
    to_ = std::move(to).value();
    return {};
  }

  const Options& options() const { return options_; }
  const Addressees& to() const { return to_; }

  template <typename Messages>
  Result<std::vector<int>> publish(const Messages& messages, std::chrono::seconds expire) {
    if (to_.channels.empty()) return std::vector<int>(messages.size(), 0);
    const bool isKept = expire.count() > 0;
    const std::size_t replies = to_.channels.size() * (isKept ? 2 : 1) + (isKept ? 2 : 0);
    Commands commands;
    for (const auto& message : messages) {
      isKept ? keepAndPublish(message, expire, commands) : publish(message, commands);
    }
    return run(commands, messages.size(), replies);
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

  void publish(std::string_view message, Commands& commands) const {
    for (const auto& channel : to_.channels) commands.add({"PUBLISH", keyOf(channel), message});
  }

  // In one transaction, and kept first: who subscribes in between finds the message.
  void keepAndPublish(std::string_view message, std::chrono::seconds expire,
                      Commands& commands) const {
    const std::string seconds = std::to_string(expire.count());
    commands.add({"MULTI"});
    for (const auto& channel : to_.channels) {
      const std::string key = keyOf(channel);
      commands.add({"SETEX", key, seconds, message});
      commands.add({"PUBLISH", key, message});
    }
    commands.add({"EXEC"});
  }

  // How many heard each of `messages`, whose commands have so many replies each.
  Result<std::vector<int>> run(const Commands& commands, std::size_t messages,
                               std::size_t repliesOfEach) {
    std::vector<int> heard(messages, 0);
    if (commands.count() == 0) return heard;
    const auto replies = connection_.exchange(commands);
    if (!replies) return replies.error();
    for (std::size_t i = 0; i < replies->size(); ++i) {
      const auto counted = count(*replies->at(i), heard.at(i / repliesOfEach));
      if (!counted) return counted.error();
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
  Addressees to_;
};

Result<RedisPublisher> RedisPublisher::create(const Options& options, std::string_view facility,
                                              const Audiences& audiences,
                                              const std::optional<Reader>& request) {
  if (options.connectTimeout.count() <= 0 || options.commandTimeout.count() <= 0) {
    return invalid("a timeout must be above zero");
  }
  auto address = RedisAddress::parse(options.url);
  if (!address) return address.error();
  auto to = addresseesOf(facility, audiences, request, options.colons);
  if (!to) return to.error();
  return RedisPublisher(std::make_unique<State>(options, std::move(address).value(),
                                                std::string(facility), std::move(to).value()));
}

template <typename Messages>
Result<std::vector<int>> RedisPublisher::publishAll(State& state, const Messages& messages,
                                                    std::optional<std::chrono::seconds> expire) {
  const Options& options = state.options();
  const auto keptFor = expire.value_or(options.expire);
  if (state.to().channels.empty() && state.to().withheld.empty()) {
    return invalid("no audience to publish to");
  }
  if (keptFor.count() < 0 || keptFor > kLongestExpire) {
    return invalid("expire: must be from 0 seconds to 100 years");
  }
  for (const auto& message : messages) {
    if (message.size() <= options.maxBytes) continue;
    return invalid("message: has " + std::to_string(message.size()) +
                   " bytes, more than maxBytes (" + std::to_string(options.maxBytes) + ")");
  }
  return state.publish(messages, keptFor);
}

RedisPublisher::RedisPublisher(std::unique_ptr<State> state) : state_(std::move(state)) {}
RedisPublisher::RedisPublisher(RedisPublisher&&) noexcept = default;
RedisPublisher& RedisPublisher::operator=(RedisPublisher&&) noexcept = default;
RedisPublisher::~RedisPublisher() = default;

Result<void> RedisPublisher::readdress(std::string_view facility, const Audiences& audiences,
                                       const std::optional<Reader>& request) {
  return state_->readdress(facility, audiences, request);
}

std::vector<std::string> RedisPublisher::channels() const {
  std::vector<std::string> keys;
  for (const auto& channel : state_->to().channels) keys.push_back(channel.key());
  return keys;
}

const std::vector<std::string>& RedisPublisher::withheld() const { return state_->to().withheld; }

Result<int> RedisPublisher::publishMessage(std::string_view message,
                                           std::optional<std::chrono::seconds> expire) {
  const std::array<std::string_view, 1> one = {message};
  const auto heard = publishAll(*state_, one, expire);
  return heard ? Result<int>(heard->front()) : Result<int>(heard.error());
}

Result<std::vector<int>> RedisPublisher::publishBatch(const std::vector<std::string>& messages,
                                                      std::optional<std::chrono::seconds> expire) {
  return publishAll(*state_, messages, expire);
}

Result<std::optional<std::string>> RedisPublisher::fetchMessage(
    const Reader& reader, std::optional<AudienceKind> audience) {
  if (audience == AudienceKind::kConnection)
    return invalid("audience: nothing is kept for a connection");
  return state_->fetch(reader, audience);
}

}  // namespace fanfare::publisher
