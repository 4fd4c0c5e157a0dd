#ifndef FANFARE_DIALECTS_SOCKETIO_EMIT_REQUEST_H_
#define FANFARE_DIALECTS_SOCKETIO_EMIT_REQUEST_H_

#include <optional>

#include "dialects/socketio/backend_message.h"
#include "foreign/value.h"

namespace fanfare::dialects::socketio {

// What the body of a `POST /emit` asks for, as ws-emit understands it:
//
//    {"event": text, "data": any, "room": text or array of texts, "namespace": text}
//
// A room that is left out, or that Python takes for false, is everybody; a namespace likewise is
// "/". A room that is a whole number is its digits. Data left out or null are no argument,
// any other, an array too, are one.
//
// Nullopt where nobody could hear it: an event that is no text, a room that is another value, a
// namespace that is none.
// REQUIRES: `body` is an object.
std::optional<Emit> emitAskedForBy(const foreign::Value& body);

}  // namespace fanfare::dialects::socketio

#endif  // FANFARE_DIALECTS_SOCKETIO_EMIT_REQUEST_H_
