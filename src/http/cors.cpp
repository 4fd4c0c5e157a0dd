#include "http/cors.h"

#include <utility>
#include <variant>

namespace fanfare::http {

Answer preflightAnswer(const OriginRules& pages, const std::string& origin) {
  if (!pages.lists(origin)) {
    return errorAnswer(403, "forbidden", "the origin is not listed in origin.allow");
  }
  Answer answer;
  answer.headers = {{"Access-Control-Allow-Methods", "GET, HEAD, POST"},
                    {"Access-Control-Allow-Headers", "Authorization, Content-Type"},
                    {"Access-Control-Max-Age", "600"}};
  return answer;
}

void shareWith(const OriginRules& pages, const std::string& origin, Answer& answer) {
  answer.headers.push_back({"Vary", "Origin"});
  if (!pages.lists(origin)) return;
  answer.headers.push_back({"Access-Control-Allow-Origin", origin});
  answer.headers.push_back({"Access-Control-Expose-Headers", "Retry-After"});
}

void sendShared(const OriginRules& pages, const std::string& origin, AnswerOrLater answer,
                Deferred deferred, Body body) {
  auto* const begin = std::get_if<LaterAnswer>(&answer);
  if (!begin) {
    auto& present = std::get<Answer>(answer);
    shareWith(pages, origin, present);
    return send(present, std::move(deferred), body);
  }
  const auto shared = [&pages, origin, begin = std::move(*begin)](Answered done) {
    begin([&pages, origin, done = std::move(done)](Answer it) {
      shareWith(pages, origin, it);
      done(std::move(it));
    });
  };
  sendLater(shared, std::move(deferred), body);
}

}  // namespace fanfare::http
