#include "http/dialect_call.h"

#include <utility>

#include <Poco/StreamCopier.h>

#include "http/handshake_reader.h"

namespace fanfare::http {
namespace {

Answer answerIn(core::HttpReply reply) {
  Answer answer;
  answer.status = reply.status;
  answer.contentType = std::move(reply.contentType);
  answer.body = std::move(reply.body);
  answer.headers = std::move(reply.headers);
  return answer;
}

}  // namespace

AnswerOrLater answerOf(const DialectCall& call, Poco::Net::HTTPServerRequest& request,
                       const ClientAddressRules& addresses, WaitingAnswers& answers) {
  core::HttpCall asked;
  asked.method = request.getMethod();
  asked.contentType = request.get("Content-Type", "");
  asked.clientAddress = clientAddressOf(handshakeOf(request), addresses);
  if (asked.method == "POST") Poco::StreamCopier::copyToString(request.stream(), asked.body);

  const std::size_t bytes = asked.body.size();
  return answers.withRoom(
      [&callee = call.callee, asked = std::move(asked)](Answered done) {
        callee.answer(asked, [done = std::move(done)](core::HttpReply reply) {
          done(answerIn(std::move(reply)));
        });
      },
      bytes);
}

}  // namespace fanfare::http
