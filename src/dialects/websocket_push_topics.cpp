#include "dialects/websocket_push_topics.h"

#include <charconv>
#include <cstdlib>
#include <string_view>

#include "dialects/websocket_push.h"
#include "model/json_reader.h"

namespace fanfare::dialects {
namespace {

Error refused(std::string why) { return {ErrorCode::kInvalidArgument, std::move(why)}; }

struct Push {
  std::string user;
  std::string room;
  std::string tabWindowId;
  std::string_view payload;
};

// A string; what is none of that type counts as missing.
bool readName(JsonReader& reader, std::string& name) {
  if (!reader.nextIs('"')) return reader.readRaw().has_value();
  auto text = reader.readString();
  if (!text) return false;
  name = *std::move(text);
  return true;
}

Result<Push> pushIn(std::string_view json) {
  Push push;
  JsonReader reader(json);
  const bool isRead = reader.readObject([&](const std::string& name) {
    if (name == "pushToUser") return readName(reader, push.user);
    if (name == "pushToRoom") return readName(reader, push.room);
    if (name == "tabWindowId") return readName(reader, push.tabWindowId);
    const auto raw = reader.readRaw();
    if (raw && name == "payload") push.payload = *raw;
    return raw.has_value();
  });
  if (!isRead || !reader.readEnd()) return refused(reader.error());
  return push;
}

bool isZero(std::string_view number) {
  double value = 1;
  const auto end = number.data() + number.size();
  const auto [at, error] = std::from_chars(number.data(), end, value);
  return error == std::errc() ? at == end && value == 0
                              : std::strtod(std::string(number).c_str(), nullptr) == 0;
}

bool isTrueToJavaScript(std::string_view json) {
  if (json.empty() || json == "false" || json == "null" || json == "\"\"") return false;
  const bool isNumber = json.front() == '-' || (json.front() >= '0' && json.front() <= '9');
  return !isNumber || !isZero(json);
}

MessagePtr messageFor(const Push& push) {
  if (push.tabWindowId.empty()) return makeMessage(std::string(push.payload));
  std::vector<ConnectionId> tab;
  if (const auto connection = connectionOf(push.tabWindowId)) tab.push_back(*connection);
  return makeMessage(std::string(push.payload), Addressees::only(std::move(tab)));
}

}  // namespace

Result<std::vector<core::TopicEvent>> WebsocketPushTopics::read(const std::string& topic,
                                                                const std::string& payload) {
  auto event = topic == names_.authEvent ? readAuthEvent(payload) : readPush(payload);
  if (!event) return event.error();
  return std::vector<core::TopicEvent>{std::move(event).value()};
}

Result<core::TopicEvent> WebsocketPushTopics::readPush(const std::string& payload) const {
  const auto push = pushIn(payload);
  if (!push) return push.error();
  if (!isTrueToJavaScript(push->payload)) return refused("there is no payload");
  if (push->user.empty() && push->room.empty()) {
    return refused("there is neither pushToUser nor pushToRoom");
  }
  const Audience audience = push->user.empty() ? Audience{AudienceKind::kRoom, push->room}
                                               : Audience{AudienceKind::kUser, push->user};
  auto channel = Channel::of(audience, facility_);
  if (!channel) return channel.error();
  return core::TopicEvent(core::LocalMessage{std::move(channel).value(), messageFor(*push)});
}

Result<core::TopicEvent> WebsocketPushTopics::readAuthEvent(const std::string& payload) const {
  std::string guest;
  std::string user;
  JsonReader reader(payload);
  const bool isRead = reader.readObject([&](const std::string& name) {
    if (name == "guestId") return readName(reader, guest);
    if (name == "authUserId") return readName(reader, user);
    return reader.readRaw().has_value();
  });
  if (!isRead || !reader.readEnd()) return refused(reader.error());
  if (guest.empty() || user.empty()) return refused("guestId or authUserId is missing");
  auto channel = Channel::of({AudienceKind::kUser, std::move(user)}, facility_);
  if (!channel) return channel.error();
  return core::TopicEvent(core::Adoption{std::move(guest), std::move(channel).value()});
}

}  // namespace fanfare::dialects
