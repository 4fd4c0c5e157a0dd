#ifndef FANFARE_HTTP_DIALECT_CALL_H_
#define FANFARE_HTTP_DIALECT_CALL_H_

#include <string>

#include <Poco/Net/HTTPServerRequest.h>

#include "core/http_call.h"
#include "http/client_address.h"
#include "http/later_answer.h"
#include "http/waiting_answers.h"

namespace fanfare::http {

// A path of a dialect's own, and who answers its calls. Value type; the callee outlives it.
struct DialectCall {
  std::string path;  // decoded
  core::HttpCallee& callee;
};

// What the callee answers to `request`; 503 where too much waits.
AnswerOrLater answerOf(const DialectCall& call, Poco::Net::HTTPServerRequest& request,
                       const ClientAddressRules& addresses, WaitingAnswers& answers);

}  // namespace fanfare::http

#endif  // FANFARE_HTTP_DIALECT_CALL_H_
