#ifndef FANFARE_SESSIONS_FLASK_JSON_H_
#define FANFARE_SESSIONS_FLASK_JSON_H_

#include <string_view>

#include "fanfare/result.h"

#include "foreign/value.h"

namespace fanfare::sessions {

// What `text` says in the JSON of Flask's sessions, in which an object of one member marks what
// JSON has no type for. A tuple is an array there, a UUID, a time and a marked up text are texts;
// bytes are text if they are UTF-8, else null. Fails as Value::parse().
Result<foreign::Value> readFlaskJson(std::string_view text);

}  // namespace fanfare::sessions

#endif  // FANFARE_SESSIONS_FLASK_JSON_H_
