#include "dialects/websocket_push_topics.h"

#include <string_view>

#include "dialects/javascript_object.h"
#include "dialects/websocket_push.h"

namespace fanfare::dialects {
namespace {

Error refused(std::string why) { return {ErrorCode::kInvalidArgument, std::move(why)}; }

MessagePtr messageFor(const JavaScriptObject& push) {
  std::string payload(push.json("payload"));
  if (!isTrueToJavaScript(push.json("tabWindowId"))) return makeMessage(std::move(payload));
  std::vector<ConnectionId> tab;
  if (const auto connection = connectionOf(push.text("tabWindowId"))) tab.push_back(*connection);
  return makeMessage(std::move(payload), Addressees::only(std::move(tab)));
}

Result<Audience> audienceOf(const JavaScriptObject& push) {
  const bool isUser = isTrueToJavaScript(push.json("pushToUser"));
  std::string name = push.text(isUser ? "pushToUser" : "pushToRoom");
  if (name.empty()) return refused("neither pushToUser nor pushToRoom names anybody");
  return Audience{isUser ? AudienceKind::kUser : AudienceKind::kRoom, std::move(name)};
}

}  // namespace

Result<std::vector<core::TopicEvent>> WebsocketPushTopics::read(const std::string& topic,
                                                                const std::string& payload) {
  auto event = topic == names_.authEvent ? readAuthEvent(payload) : readPush(payload);
  if (!event) return event.error();
  return std::vector<core::TopicEvent>{std::move(event).value()};
}

Result<core::TopicEvent> WebsocketPushTopics::readPush(const std::string& payload) const {
  const auto push = JavaScriptObject::parse(payload);
  if (!push) return push.error();
  if (!isTrueToJavaScript(push->json("payload"))) return refused("there is no payload");
  auto audience = audienceOf(*push);
  if (!audience) return audience.error();
  auto channel = Channel::of(std::move(audience).value(), facility_);
  if (!channel) return channel.error();
  return core::TopicEvent(core::LocalMessage{std::move(channel).value(), messageFor(*push)});
}

Result<core::TopicEvent> WebsocketPushTopics::readAuthEvent(const std::string& payload) const {
  const auto event = JavaScriptObject::parse(payload);
  if (!event) return event.error();
  std::string guest = event->text("guestId");
  std::string user = event->text("authUserId");
  if (guest.empty() || user.empty()) return refused("guestId or authUserId is missing");
  auto channel = Channel::of({AudienceKind::kUser, std::move(user)}, facility_);
  if (!channel) return channel.error();
  return core::TopicEvent(core::Adoption{std::move(guest), std::move(channel).value()});
}

}  // namespace fanfare::dialects
