#ifndef FANFARE_DIALECTS_SOCKETIO_VALUE_JSON_H_
#define FANFARE_DIALECTS_SOCKETIO_VALUE_JSON_H_

#include <string>
#include <vector>

#include "foreign/value.h"

namespace fanfare::dialects::socketio {

// `value` as JSON. Bytes go to the end of `attachments`, and a placeholder stands for them.
// REQUIRES: all texts are UTF-8, as those of the readers in foreign/ are.
std::string jsonOf(const foreign::Value& value, std::vector<std::string>& attachments);

}  // namespace fanfare::dialects::socketio

#endif  // FANFARE_DIALECTS_SOCKETIO_VALUE_JSON_H_
