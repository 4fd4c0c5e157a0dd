#ifndef FANFARE_DIALECTS_SOCKETIO_PLACEHOLDERS_H_
#define FANFARE_DIALECTS_SOCKETIO_PLACEHOLDERS_H_

#include <cstddef>
#include <string>
#include <string_view>

#include "fanfare/result.h"

namespace fanfare::dialects::socketio {

// What stands in JSON where binary data belong: {"_placeholder":true,"num":0}, the number being
// that of an attachment.

std::string placeholderFor(std::size_t attachment);

// Fails with kProtocolViolation unless `json` is JSON whose placeholders all have one of so many
// attachments.
Result<void> checkPlaceholders(std::string_view json, std::size_t attachments);

}  // namespace fanfare::dialects::socketio

#endif  // FANFARE_DIALECTS_SOCKETIO_PLACEHOLDERS_H_
