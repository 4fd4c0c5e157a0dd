#include "fanfare/publisher/redis_publisher.h"

#include <utility>

#include "publisher/addressing.h"

namespace fanfare::publisher {
namespace {

constexpr std::chrono::seconds kLongestExpire = std::chrono::hours(24 * 365 * 100);

using Expire = std::optional<std::chrono::seconds>;

// Of a publisher to these addressees, whatever it publishes.
Result<void> check(const Addressees& to, Expire keptFor) {
  if (to.channels.empty() && to.withheld.empty()) return invalid("no audience to publish to");
  if (!keptFor) return {};
  if (keptFor->count() >= 0 && *keptFor <= kLongestExpire) return {};
  return invalid("expire: must be from 0 seconds to 100 years");
}

Result<void> checkSize(std::string_view message, std::size_t maxBytes) {
  if (message.size() <= maxBytes) return {};
  return invalid("message: has " + std::to_string(message.size()) + " bytes, more than maxBytes (" +
                 std::to_string(maxBytes) + ")");
}

// What goes to nobody was heard by none, and is not carried.
Result<std::vector<Heard>> carry(Transport& transport,
                                 const std::vector<Publication>& publications) {
  std::vector<Publication> carried;
  carried.reserve(publications.size());
  for (const auto& publication : publications) {
    if (!publication.to->channels.empty()) carried.push_back(publication);
  }
  if (carried.empty()) return std::vector<Heard>(publications.size(), 0);
  auto counted = transport.publish(carried);
  if (!counted || carried.size() == publications.size()) return counted;

  std::vector<Heard> heard;
  heard.reserve(publications.size());
  auto next = counted->begin();
  for (const auto& publication : publications) {
    heard.push_back(publication.to->channels.empty() ? Heard(0) : *next++);
  }
  return heard;
}

}  // namespace

Result<RedisPublisher> RedisPublisher::create(const Options& options, std::string_view facility,
                                              const Audiences& audiences,
                                              const std::optional<Reader>& request) {
  auto transport = redisTransport(options);
  if (!transport) return transport.error();
  return create(std::move(transport).value(), facility, audiences, request);
}

Result<RedisPublisher> RedisPublisher::create(std::shared_ptr<Transport> transport,
                                              std::string_view facility, const Audiences& audiences,
                                              const std::optional<Reader>& request) {
  RedisPublisher publisher(std::move(transport), nullptr);
  if (auto addressed = publisher.readdress(facility, audiences, request); !addressed) {
    return addressed.error();
  }
  return publisher;
}

RedisPublisher::RedisPublisher(std::shared_ptr<Transport> transport,
                               std::shared_ptr<const Addressees> to)
    : transport_(std::move(transport)), to_(std::move(to)) {}

Result<void> RedisPublisher::readdress(std::string_view facility, const Audiences& audiences,
                                       const std::optional<Reader>& request) {
  auto to = addresseesOf(facility, audiences, request, transport_->settings().colons);
  if (!to) return to.error();
  to_ = std::make_shared<const Addressees>(std::move(to).value());
  return {};
}

std::vector<std::string> RedisPublisher::channels() const {
  std::vector<std::string> keys;
  for (const auto& channel : to_->channels) keys.emplace_back(channel.key());
  return keys;
}

Result<Heard> RedisPublisher::publishMessage(std::string_view message, Expire expire) {
  const Settings& settings = transport_->settings();
  const Expire keptFor = expire ? expire : settings.expire;
  if (auto fits = check(*to_, keptFor); !fits) return fits.error();
  if (auto fits = checkSize(message, settings.maxBytes); !fits) return fits.error();
  const auto heard = carry(*transport_, {{to_.get(), message, keptFor}});
  return heard ? Result<Heard>(heard->front()) : Result<Heard>(heard.error());
}

Result<std::vector<Heard>> RedisPublisher::publishBatch(const std::vector<std::string>& messages,
                                                        Expire expire) {
  const Settings& settings = transport_->settings();
  const Expire keptFor = expire ? expire : settings.expire;
  if (auto fits = check(*to_, keptFor); !fits) return fits.error();
  std::vector<Publication> publications;
  publications.reserve(messages.size());
  for (const auto& message : messages) {
    if (auto fits = checkSize(message, settings.maxBytes); !fits) return fits.error();
    publications.push_back({to_.get(), message, keptFor});
  }
  return carry(*transport_, publications);
}

Result<std::optional<std::string>> RedisPublisher::fetchMessage(
    const Reader& reader, std::optional<AudienceKind> audience) {
  const auto lookup = lookupOf(to_->facility, reader, audience, transport_->settings().colons);
  if (!lookup) return lookup.error();
  if (lookup->channels.empty()) return std::optional<std::string>();
  return transport_->fetch(*lookup);
}

Result<std::optional<std::string>> RedisPublisher::fetchMessage(
    std::nullopt_t /*noRequest*/, std::optional<AudienceKind> audience) {
  for (const auto kind : {AudienceKind::kUser, AudienceKind::kGroup, AudienceKind::kSession}) {
    if (audience == kind) return invalid(std::string(wordOf(kind)) + ": needs the request");
  }
  return fetchMessage(Reader(), audience);
}

Result<void> RedisPublisher::disconnect(const Disconnect& whom) { return send(whom); }

Result<void> RedisPublisher::revoke(const Revoke& membership) { return send(membership); }

Result<void> RedisPublisher::send(const ControlMessage& message) {
  if (const auto why = whyUnfit(message)) return invalid(*why);
  return transport_->send(message);
}

Result<void> Pipeline::add(const RedisPublisher& publisher, std::string message, Expire expire) {
  const Settings& settings = publisher.transport_->settings();
  const Expire keptFor = expire ? expire : settings.expire;
  if (auto fits = check(*publisher.to_, keptFor); !fits) return fits;
  if (auto fits = checkSize(message, settings.maxBytes); !fits) return fits;
  added_.push_back({publisher.to_, std::move(message), keptFor});
  return {};
}

Result<std::vector<Heard>> Pipeline::send() {
  const std::vector<Added> added = std::exchange(added_, {});
  std::vector<Publication> publications;
  publications.reserve(added.size());
  for (const auto& [to, message, expire] : added) {
    publications.push_back({to.get(), message, expire});
  }
  return carry(*transport_, publications);
}

}  // namespace fanfare::publisher
