#include "http/dialect_call.h"

#include <utility>

#include <Poco/StreamCopier.h>

#include "http/handshake_reader.h"

namespace fanfare::http {

Answer answerOf(const DialectCall& call, Poco::Net::HTTPServerRequest& request,
                const ClientAddressRules& addresses, WaitingPlaces& waiting) {
  const WaitingPlaces::Place place(waiting);
  if (!place.isFree()) return unavailableAnswer("too many calls wait for the broker");

  core::HttpCall asked;
  asked.method = request.getMethod();
  asked.contentType = request.get("Content-Type", "");
  asked.clientAddress = clientAddressOf(handshakeOf(request), addresses);
  if (asked.method == "POST") Poco::StreamCopier::copyToString(request.stream(), asked.body);
  core::HttpReply reply = call.callee.answer(asked);

  Answer answer;
  answer.status = reply.status;
  answer.contentType = std::move(reply.contentType);
  answer.body = std::move(reply.body);
  answer.headers = std::move(reply.headers);
  return answer;
}

}  // namespace fanfare::http
