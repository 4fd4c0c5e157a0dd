#include "dialects/json_text.h"
#include "dialects/socketio/backend_message.h"

namespace fanfare::dialects::socketio {
namespace {

void appendMember(std::string& json, const char* name, std::string_view value) {
  json += json.empty() ? "{\"" : ",\"";
  json.append(name).append("\":").append(value);
}

std::string quoted(std::string_view text) {
  std::string json;
  appendJsonString(json, text);
  return json;
}

std::string asItIs(std::string_view json) { return std::string(json); }

std::string arrayOf(const std::vector<std::string>& texts, std::string (*write)(std::string_view)) {
  std::string json = "[";
  for (const auto& text : texts) {
    if (json.size() > 1) json += ',';
    json += write(text);
  }
  return json + ']';
}

std::string oneOrMore(const std::vector<std::string>& texts) {
  return texts.size() == 1 ? quoted(texts.front()) : arrayOf(texts, quoted);
}

std::string argumentsOf(const EventData& data, ArrayData arrayData) {
  if (arrayData == ArrayData::kArguments) return arrayOf(data.arguments, asItIs);
  return data.arguments.empty() ? "null" : data.arguments.front();
}

std::string dataOf(const EventData& data, ArrayData arrayData) {
  std::string json = argumentsOf(data, arrayData);
  if (data.attachments.empty()) return json;
  json.insert(0, 1, '[');
  for (const auto& attachment : data.attachments) {
    json += ",\"";
    appendBase64(json, attachment);
    json += '"';
  }
  return json + ']';
}

std::string addressOf(const std::optional<CallbackAddress>& callback) {
  if (!callback) return "null";
  return '[' + quoted(callback->room) + ',' + quoted(callback->space) + ',' +
         std::to_string(callback->id) + ']';
}

struct BodyWriter {
  std::string& json;
  ArrayData arrayData;

  void operator()(const Emit& emit) const {
    begin("emit");
    appendMember(json, "event", quoted(emit.event));
    appendMember(json, "data", dataOf(emit.data, arrayData));
    appendMember(json, "binary", emit.data.attachments.empty() ? "false" : "true");
    appendMember(json, "room", emit.rooms ? oneOrMore(*emit.rooms) : "null");
    appendMember(json, "skip_sid", emit.skip.empty() ? "null" : oneOrMore(emit.skip));
    appendMember(json, "callback", addressOf(emit.callback));
    appendMember(json, "namespace", quoted(emit.space));
  }

  void operator()(const Callback& callback) const {
    begin("callback");
    appendMember(json, "sid", quoted(callback.sid));
    appendMember(json, "id", std::to_string(callback.id));
    appendMember(json, "args", arrayOf(callback.data.arguments, asItIs));
    appendMember(json, "namespace", quoted(callback.space));
  }

  void operator()(const Disconnect& disconnect) const {
    begin("disconnect");
    appendMember(json, "sid", quoted(disconnect.sid));
    appendMember(json, "namespace", quoted(disconnect.space));
  }

  void operator()(const EnterRoom& entry) const {
    begin("enter_room");
    appendMember(json, "sid", quoted(entry.sid));
    endWithRoom(entry.room, entry.space);
  }

  void operator()(const LeaveRoom& leave) const {
    begin("leave_room");
    appendMember(json, "sid", quoted(leave.sid));
    endWithRoom(leave.room, leave.space);
  }

  void operator()(const CloseRoom& close) const {
    begin("close_room");
    endWithRoom(close.room, close.space);
  }

 private:
  void begin(std::string_view method) const { appendMember(json, "method", quoted(method)); }

  void endWithRoom(const std::string& room, const std::string& space) const {
    appendMember(json, "room", quoted(room));
    appendMember(json, "namespace", quoted(space));
  }
};

}  // namespace

std::string writeBackendMessage(const BackendMessage& message, ArrayData arrayData) {
  std::string json;
  std::visit(BodyWriter{json, arrayData}, message.body);
  appendMember(json, "host_id", message.hostId.empty() ? "null" : quoted(message.hostId));
  return json + '}';
}

}  // namespace fanfare::dialects::socketio
