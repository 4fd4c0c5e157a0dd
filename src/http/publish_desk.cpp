#include "http/publish_desk.h"

#include <exception>
#include <string>
#include <string_view>
#include <utility>

#include "http/cors.h"
#include "http/request_head.h"
#include "model/ascii.h"

namespace fanfare::http {
namespace {

constexpr std::string_view kBeginning = "POST /api/publish HTTP/1.1\r\n";

std::string_view headOf(const ReceivedRequest& request) {
  return {request.bytes.data(), request.head.headBytes};
}

std::string valueOf(std::string_view head, std::string_view name) {
  return std::string(fieldIn(head, name).value_or(""));
}

Afterwards afterwardsOf(std::string_view head) {
  const bool isLast = equalsIgnoringCase(fieldIn(head, "Connection").value_or(""), "close");
  return isLast ? Afterwards::kClose : Afterwards::kNextRequest;
}

ApiRequest callIn(const ReceivedRequest& request) {
  ApiRequest call;
  call.method = "POST";
  call.path = PublishDesk::kPath;
  call.authorization = valueOf(headOf(request), "Authorization");
  call.body = request.bytes.substr(request.head.headBytes, request.head.bodyBytes);
  return call;
}

}  // namespace

bool PublishDesk::takes(const ReceivedRequest& request) {
  const std::string_view head = headOf(request);
  return request.head.bodyBytes <= kMaxBodyBytes &&
         head.substr(0, kBeginning.size()) == kBeginning && !fieldIn(head, "Upgrade");
}

void PublishDesk::serve(ReceivedRequest request, Deferred::GiveBack giveBack) {
  const std::string_view head = headOf(request);
  const std::string origin = valueOf(head, "Origin");
  AnswerOrLater answer = answerTo(callIn(request));
  Deferred deferred{{std::move(request.transport),
                     request.bytes.substr(request.head.wholeBytes()),
                     {},
                     afterwardsOf(head),
                     std::move(request.client)},
                    std::move(giveBack)};
  sendShared(parts_.pages, origin, std::move(answer), std::move(deferred), Body::kSent);
}

AnswerOrLater PublishDesk::answerTo(const ApiRequest& request) {
  try {
    return parts_.api.handle(request);
  } catch (const std::exception& exception) {
    parts_.log.write(LogLevel::kError, std::string("a request failed: ") + exception.what());
    return errorAnswer(500, "internal", "something went wrong");
  }
}

}  // namespace fanfare::http
