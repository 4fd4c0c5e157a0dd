#include "dialects/socketio/emit_request.h"

#include <string>
#include <utility>
#include <vector>

#include "dialects/json_number.h"
#include "dialects/socketio/value_json.h"

namespace fanfare::dialects::socketio {
namespace {

using foreign::Value;

// As Python's bool() has it; a member that is not there is None.
bool isFalse(const Value* value) {
  if (!value || value->isNull()) return true;
  if (const auto* elements = value->elements()) return elements->empty();
  if (const auto* members = value->members()) return members->empty();
  if (const auto text = value->asText()) return text->empty();
  if (const auto digits = value->asDigits()) return doubleOf(*digits) == 0;
  return !value->asBoolean().value_or(true);
}

// Of those in `room`, the ones that can have members.
std::vector<std::string> roomsIn(const Value& room) {
  std::vector<std::string> rooms;
  if (const auto* elements = room.elements()) {
    for (const Value& one : *elements) {
      if (auto name = one.asName()) rooms.push_back(*std::move(name));
    }
  } else if (auto name = room.asName()) {
    rooms.push_back(*std::move(name));
  }
  return rooms;
}

std::string spaceIn(const Value* space) {
  if (isFalse(space)) return "/";
  return space->asText().value_or("");
}

EventData dataIn(const Value* data) {
  EventData event;
  if (data && !data->isNull()) event.arguments.push_back(jsonOf(*data, event.attachments));
  return event;
}

}  // namespace

std::optional<Emit> emitAskedForBy(const Value& body) {
  const Value* const name = body.at("event");
  auto event = name ? name->asText() : std::nullopt;
  auto space = spaceIn(body.at("namespace"));
  if (!event || !isSpaceName(space)) return std::nullopt;

  Emit emit;
  emit.space = std::move(space);
  emit.event = *std::move(event);
  emit.data = dataIn(body.at("data"));
  const Value* const room = body.at("room");
  if (isFalse(room)) return emit;
  emit.rooms = roomsIn(*room);
  if (emit.rooms->empty()) return std::nullopt;
  return emit;
}

}  // namespace fanfare::dialects::socketio
