#ifndef FANFARE_HTTP_ANSWER_H_
#define FANFARE_HTTP_ANSWER_H_

#include <string>
#include <string_view>

#include <Poco/Net/HTTPServerResponse.h>

#include "fanfare/handshake.h"
#include "fanfare/refusal.h"

#include "core/entrance.h"

namespace fanfare::http {

enum class KeepAlive { kYes, kNo };

// What a handler answers. Value type.
struct Answer {
  int status = 200;
  std::string contentType = "text/plain; charset=utf-8";
  std::string body;
  Fields headers;  // besides those that every answer has
  KeepAlive keepAlive = KeepAlive::kYes;
};

// {"error": {"code": ..., "message": ...}}, as the API answers. REQUIRES: `message` is UTF-8.
Answer errorAnswer(int status, std::string_view code, std::string_view message);

// Likewise 503, to come again in a second.
Answer unavailableAnswer(std::string_view message);

// `refusal` as `form` has it, with Retry-After where it says so. The connection is closed behind
// it.
Answer answerTo(const Refusal& refusal, core::RefusalForm form);

// Its one line.
Answer answerTo(const Refusal& refusal);

// Sends `answer`, its body apart if the request was a HEAD.
void send(const Answer& answer, Poco::Net::HTTPServerResponse& response);

}  // namespace fanfare::http

#endif  // FANFARE_HTTP_ANSWER_H_
