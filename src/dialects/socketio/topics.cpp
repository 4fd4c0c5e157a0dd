#include "dialects/socketio/topics.h"

#include <utility>
#include <variant>

#include "dialects/socketio/sid.h"
#include "dialects/socketio/wording.h"

namespace fanfare::dialects::socketio {
namespace {

constexpr char kSpace[] = "/";

std::shared_ptr<const Addressees> allBut(const std::vector<std::string>& sids) {
  std::vector<ConnectionId> skipped;
  for (const auto& text : sids) {
    if (const auto sid = sidIn(text)) skipped.push_back(sid->connection);
  }
  if (skipped.empty()) return nullptr;
  return std::make_shared<const Addressees>(Addressees::allBut(std::move(skipped)));
}

Event eventOf(const Emit& emit, const std::string& hostId) {
  Event event;
  event.attachments = emit.data.attachments;
  if (emit.callback) event.replyTo = replyTo(*emit.callback, hostId);
  return event;
}

}  // namespace

// A host's id is what its backend made up; lengths keep the parts apart.
std::string replyTo(const CallbackAddress& address, const std::string& hostId) {
  return std::to_string(address.id) + ' ' + std::to_string(hostId.size()) + ' ' +
         std::to_string(address.room.size()) + ' ' + hostId + address.room + address.space;
}

BackendMessage replyFor(const std::string& replyTo, EventData data) {
  std::size_t at = 0;
  const auto number = [&] {
    const std::size_t end = replyTo.find(' ', at);
    const std::size_t begin = std::exchange(at, end + 1);
    return std::stoull(replyTo.substr(begin, end - begin));
  };
  Callback callback;
  callback.id = number();
  const std::size_t hostSize = number();
  const std::size_t roomSize = number();
  callback.sid = replyTo.substr(at + hostSize, roomSize);
  callback.space = replyTo.substr(at + hostSize + roomSize);
  callback.data = std::move(data);
  return {replyTo.substr(at, hostSize), std::move(callback)};
}

Result<std::vector<core::TopicEvent>> SocketIoTopics::read(const std::string& /*topic*/,
                                                           const std::string& payload) {
  const auto message = readBackendMessage(payload, options_.arrayData);
  if (!message) return message.error();
  return std::visit(
      [&](const auto& body) {
        return body.space == kSpace ? eventsOf(body, message->hostId) : Events();
      },
      message->body);
}

SocketIoTopics::Events SocketIoTopics::eventsOf(const Emit& emit, const std::string& hostId) {
  Event event = eventOf(emit, hostId);
  const bool isForSeveral = emit.rooms && emit.rooms->size() > 1;
  if (isForSeveral) event.number = ++lastNumber_;
  const auto message =
      makeMessage(payloadOf(emit.event, emit.data.arguments), std::move(event), allBut(emit.skip));
  Events events;
  if (emit.rooms) {
    for (const auto& room : *emit.rooms) addRoom(room, message, events);
  } else if (auto everybody = Channel::of({AudienceKind::kBroadcast, ""}, options_.facility)) {
    events.emplace_back(core::LocalMessage{std::move(everybody).value(), message});
  }
  return events;
}

void SocketIoTopics::addRoom(const std::string& room, const MessagePtr& message,
                             Events& events) const {
  if (const auto sid = sidIn(room)) {
    events.emplace_back(core::ClientOrder{sid->connection, room, core::Hear{message}});
  } else if (auto channel = roomOf(room)) {
    events.emplace_back(core::LocalMessage{std::move(channel).value(), message});
  }
}

// Of another's, for a callback carries its own host's id.
SocketIoTopics::Events SocketIoTopics::eventsOf(const Callback& /*callback*/,
                                                const std::string& /*hostId*/) const {
  return {};
}

SocketIoTopics::Events SocketIoTopics::eventsOf(const Disconnect& disconnect,
                                                const std::string& /*hostId*/) const {
  const auto sid = sidIn(disconnect.sid);
  if (!sid) return {};
  return {core::ClientOrder{sid->connection, disconnect.sid, core::End{}}};
}

SocketIoTopics::Events SocketIoTopics::eventsOf(const EnterRoom& enter,
                                                const std::string& /*hostId*/) const {
  const auto sid = sidIn(enter.sid);
  auto room = roomOf(enter.room);
  if (!sid || !room) return {};
  return {core::ClientOrder{sid->connection, enter.sid, core::Enter{std::move(room).value()}}};
}

SocketIoTopics::Events SocketIoTopics::eventsOf(const LeaveRoom& leave,
                                                const std::string& /*hostId*/) const {
  const auto sid = sidIn(leave.sid);
  auto room = roomOf(leave.room);
  if (!sid || !room) return {};
  return {core::ClientOrder{sid->connection, leave.sid, core::Quit{std::move(room).value()}}};
}

SocketIoTopics::Events SocketIoTopics::eventsOf(const CloseRoom& close,
                                                const std::string& /*hostId*/) const {
  auto room = roomOf(close.room);
  if (!room) return {};
  Event event;
  event.closesRoom = true;
  return {core::LocalMessage{std::move(room).value(), makeMessage("", std::move(event))}};
}

Result<Channel> SocketIoTopics::roomOf(const std::string& name) const {
  return Channel::of({AudienceKind::kRoom, name}, options_.facility);
}

}  // namespace fanfare::dialects::socketio
