#include "http/publish_request.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "model/json_reader.h"

namespace fanfare::http {
namespace {

using std::chrono::seconds;

constexpr std::int64_t kMaxExpire = 10LL * 365 * 24 * 3600;
constexpr std::size_t kMaxOrders = 10000;      // objects in one body
constexpr std::size_t kMaxAudiences = 100000;  // channels in one body

struct NameList {
  std::string_view field;
  AudienceKind kind;
};
constexpr std::array<NameList, 4> kNameLists = {{{"users", AudienceKind::kUser},
                                                 {"groups", AudienceKind::kGroup},
                                                 {"sessions", AudienceKind::kSession},
                                                 {"rooms", AudienceKind::kRoom}}};

std::optional<AudienceKind> audienceOf(std::string_view field) {
  for (const auto& list : kNameLists) {
    if (list.field == field) return list.kind;
  }
  return std::nullopt;
}

struct NamedAudience {
  Audience audience;
  std::string field;  // where it stands, to name it
};

// Reads one object. Which field was wrong is told in `reader`'s error.
class OrderReader {
 public:
  // `place` is "" or "[n]."
  OrderReader(JsonReader& reader, std::string place, const PublishDefaults& defaults)
      : reader_(reader), place_(std::move(place)), defaults_(defaults), expire_(defaults.expire) {}

  std::optional<PublishOrder> read() {
    const bool isRead = reader_.readObject([this](const std::string& name) {
      return readMember(name) || reader_.fail(place_ + name + ": " + kWrong);
    });
    if (!isRead || !isComplete()) return std::nullopt;
    return order();
  }

  std::size_t audienceCount() const { return audiences_.size(); }

 private:
  static constexpr char kWrong[] = "is not what it should be";

  bool wrong(const std::string& field, const std::string& why) {
    return reader_.fail(place_ + field + ": " + why);
  }

  bool readMember(const std::string& name) {
    if (name == "facility") return readFacility();
    if (name == "broadcast") return readBroadcast();
    if (name == "message") return readMessage();
    if (name == "expire") return readExpire();
    if (const auto kind = audienceOf(name)) return readNames(name, *kind);
    return wrong(name, "is no field of a publication");
  }

  bool readFacility() {
    if (!reader_.nextIs('"')) return wrong("facility", "must be a string");
    facility_ = reader_.readString();
    return facility_.has_value();
  }

  bool readBroadcast() {
    if (!reader_.nextIs('t') && !reader_.nextIs('f')) {
      return wrong("broadcast", "must be true or false");
    }
    const auto broadcast = reader_.readBoolean();
    if (broadcast && *broadcast) audiences_.push_back({{AudienceKind::kBroadcast, ""}, "facility"});
    return broadcast.has_value();
  }

  bool readMessage() {
    if (reader_.nextIs('"')) {
      message_ = reader_.readString();
    } else if (const auto raw = reader_.readRaw()) {
      message_ = *raw;
    }
    if (message_ && message_->empty()) return wrong("message", "must not be empty");
    return message_.has_value();
  }

  bool readExpire() {
    const auto given = reader_.readRaw();
    if (!given) return false;
    const auto count = JsonReader(*given).readInteger();
    if (!count || *count < 0 || *count > kMaxExpire) {
      return wrong("expire", "must be a number of seconds, 0 keeping nothing");
    }
    expire_ = seconds(*count);
    return true;
  }

  bool readNames(const std::string& field, AudienceKind kind) {
    if (!reader_.nextIs('[')) return wrong(field, "must be an array of strings");
    return reader_.readArray([&](std::size_t index) {
      std::string entry = field + "[" + std::to_string(index) + "]";
      if (!reader_.nextIs('"')) return wrong(entry, "must be a string");
      auto name = reader_.readString();
      if (!name) return false;
      if (name->empty()) return wrong(entry, "must not be empty");
      audiences_.push_back({{kind, std::move(*name)}, std::move(entry)});
      return true;
    });
  }

  bool isComplete() {
    if (!facility_) return wrong("facility", "is missing");
    if (!message_) return wrong("message", "is missing");
    if (audiences_.empty()) {
      return wrong("broadcast", "or users, groups, sessions or rooms must name an audience");
    }
    return true;
  }

  std::optional<PublishOrder> order() {
    const auto settings = defaults_.facilities.settingsFor(*facility_);
    const Colons colons = settings.colons;
    if (!Channel::of({}, *facility_, colons)) {
      (void)wrong("facility", "cannot be the facility of a channel");
      return std::nullopt;
    }
    if (!settings.isAllowed) {
      (void)wrong("facility", "is not opened; facility.allow would have to name it");
      return std::nullopt;
    }
    PublishOrder order;
    order.facility = *facility_;
    const MessagePtr message = makeMessage(std::move(*message_));
    for (const auto& [audience, field] : audiences_) {
      auto channel = Channel::of(audience, *facility_, colons);
      if (!channel) {
        (void)wrong(field, "cannot be a name in a channel");
        return std::nullopt;
      }
      order.publications.push_back({std::move(channel).value(), message, expire_});
    }
    removeDuplicates(order.publications);
    return order;
  }

  static void removeDuplicates(std::vector<Publication>& publications) {
    const auto key = [](const Publication& publication) { return publication.channel.key(); };
    std::sort(publications.begin(), publications.end(),
              [&](const auto& a, const auto& b) { return key(a) < key(b); });
    publications.erase(std::unique(publications.begin(), publications.end(),
                                   [&](const auto& a, const auto& b) { return key(a) == key(b); }),
                       publications.end());
  }

  JsonReader& reader_;
  const std::string place_;
  const PublishDefaults& defaults_;
  std::optional<std::string> facility_;
  std::optional<std::string> message_;
  std::vector<NamedAudience> audiences_;
  seconds expire_;
};

bool readArray(JsonReader& reader, const PublishDefaults& defaults, PublishOrders& orders) {
  std::size_t audiences = 0;
  orders.isArray = true;
  return reader.readArray([&](std::size_t index) {
    if (index == kMaxOrders) return reader.fail("more publications than one request may have");
    const std::string place = "[" + std::to_string(index) + "]";
    if (!reader.nextIs('{')) return reader.fail(place + ": must be an object");
    OrderReader order(reader, place + ".", defaults);
    auto read = order.read();
    audiences += order.audienceCount();
    if (audiences > kMaxAudiences)
      return reader.fail(place + ": more channels than one request may name");
    if (read) orders.orders.push_back(std::move(*read));
    return read.has_value();
  });
}

bool readObject(JsonReader& reader, const PublishDefaults& defaults, PublishOrders& orders) {
  if (!reader.nextIs('{'))
    return reader.fail("the body must be a JSON object, or an array of them");
  OrderReader order(reader, "", defaults);
  auto read = order.read();
  if (order.audienceCount() > kMaxAudiences) {
    return reader.fail("more channels than one request may name");
  }
  if (read) orders.orders.push_back(std::move(*read));
  return read.has_value();
}

}  // namespace

std::variant<PublishOrders, PublishMistake> readPublishRequest(std::string_view body,
                                                               const PublishDefaults& defaults) {
  JsonReader reader(body);
  PublishOrders orders;
  const bool isRead = reader.nextIs('[') ? readArray(reader, defaults, orders)
                                         : readObject(reader, defaults, orders);
  if (!isRead || !reader.readEnd()) return PublishMistake{reader.error()};
  if (orders.orders.empty()) return PublishMistake{"the array must hold a publication"};
  return orders;
}

}  // namespace fanfare::http
