#ifndef FANFARE_DIALECTS_SOCKETIO_BACKEND_FIELDS_H_
#define FANFARE_DIALECTS_SOCKETIO_BACKEND_FIELDS_H_

#include <optional>
#include <string_view>

#include "fanfare/result.h"

#include "dialects/socketio/backend_message.h"
#include "dialects/socketio/packet.h"
#include "foreign/value.h"

namespace fanfare::dialects::socketio {

// The fields of a message between backends, whatever it was written in. Value type.
struct BackendFields {
  foreign::Value others;          // an object: all that are known but the two below
  std::optional<EventData> data;  // of an emit
  std::optional<EventData> args;  // of a callback
};

// Both fail as readBackendMessage() does.
Result<BackendFields> fieldsInJson(std::string_view text, ArrayData arrayData);
Result<BackendFields> fieldsInPickle(std::string_view bytes);

}  // namespace fanfare::dialects::socketio

#endif  // FANFARE_DIALECTS_SOCKETIO_BACKEND_FIELDS_H_
