#include "socketio/exchange.h"

#include "model/json_reader.h"

namespace fanfare::socketio {

HttpAnswer okAnswer() { return {200, "text/plain; charset=UTF-8", "OK"}; }

HttpAnswer badRequest(const std::string& why) { return {400, "text/plain", jsonQuoted(why)}; }

}  // namespace fanfare::socketio
