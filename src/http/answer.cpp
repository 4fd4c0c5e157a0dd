#include "http/answer.h"

#include <algorithm>
#include <utility>

#include "model/json_reader.h"

namespace fanfare::http {

Answer errorAnswer(int status, std::string_view code, std::string_view message) {
  Answer answer;
  answer.status = status;
  answer.contentType = "application/json";
  answer.body = "{\"error\": {\"code\": " + jsonQuoted(code) +
                ", \"message\": " + jsonQuoted(message) + "}}\n";
  return answer;
}

Answer unavailableAnswer(std::string_view message) {
  Answer answer = errorAnswer(503, "unavailable", message);
  answer.headers = {{"Retry-After", "1"}};
  return answer;
}

Answer answerTo(const Refusal& refusal, core::RefusalForm form) {
  Answer answer;
  answer.status = refusal.status;
  answer.contentType = std::move(form.contentType);
  answer.body = std::move(form.body);
  answer.headers = std::move(form.headers);
  answer.keepAlive = KeepAlive::kNo;
  const int retryAfter =
      refusal.status == 503 ? std::max(refusal.retryAfter, 1) : refusal.retryAfter;
  if (retryAfter > 0) answer.headers.push_back({"Retry-After", std::to_string(retryAfter)});
  return answer;
}

Answer answerTo(const Refusal& refusal) {
  core::RefusalForm form;
  form.body = refusal.reason;
  return answerTo(refusal, std::move(form));
}

void send(const Answer& answer, Poco::Net::HTTPServerResponse& response) {
  using Poco::Net::HTTPResponse;
  response.setStatusAndReason(static_cast<HTTPResponse::HTTPStatus>(answer.status));
  response.setContentType(answer.contentType);
  response.set("X-Content-Type-Options", "nosniff");
  for (const auto& [name, value] : answer.headers) response.set(name, value);
  if (answer.keepAlive == KeepAlive::kNo) response.setKeepAlive(false);
  response.sendBuffer(answer.body.data(), answer.body.size());
}

}  // namespace fanfare::http
