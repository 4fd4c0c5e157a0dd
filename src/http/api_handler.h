#ifndef FANFARE_HTTP_API_HANDLER_H_
#define FANFARE_HTTP_API_HANDLER_H_

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/facility_rules.h"
#include "core/limit_counts.h"
#include "core/node.h"
#include "http/api_keys.h"
#include "http/key_rates.h"
#include "http/later_answer.h"
#include "http/waiting_answers.h"

namespace fanfare::http {

// What the API sees of a request. Value type.
struct ApiRequest {
  std::string method;
  std::string path;  // decoded
  Fields query;
  std::string authorization;  // the header's value
  std::string body;
};

struct ApiOptions {
  std::vector<ApiKey> keys;                  // none: the API is off
  std::chrono::seconds messageExpire{3600};  // where a publication does not say
  core::Rate publishes;                      // requests of one key; 429 beyond
};

// The HTTP API (design 5): POST /api/publish, /api/disconnect and /api/revoke, GET /api/message,
// /api/stats, /api/connections and /api/channels.
//
// Threads: called from every HTTP worker at once.
// Blocking: what waits for the broker or the reactors is answered later; 503 where too much waits.
// Only /api/stats waits, as Node does.
class ApiHandler final {
 public:
  // All of it outlives the handler.
  struct Parts {
    core::Node& node;
    const core::FacilityRules& facilities;
    const Clock& clock;
    core::LimitCounts& limits;
    WaitingAnswers& answers;
  };

  ApiHandler(ApiOptions options, const Parts& parts);

  AnswerOrLater handle(const ApiRequest& request);

 private:
  struct Call;

  AnswerOrLater publish(const ApiRequest& request, const ApiKey& key);
  AnswerOrLater message(const ApiRequest& request, const ApiKey& key);
  AnswerOrLater stats(const ApiRequest& request, const ApiKey& key);
  AnswerOrLater disconnect(const ApiRequest& request, const ApiKey& key);
  AnswerOrLater revoke(const ApiRequest& request, const ApiKey& key);
  AnswerOrLater connections(const ApiRequest& request, const ApiKey& key);
  AnswerOrLater channels(const ApiRequest& request, const ApiKey& key);

  const ApiOptions options_;
  const ApiKeys keys_;
  core::Node& node_;
  const core::FacilityRules& facilities_;
  core::LimitCounts& limits_;
  WaitingAnswers& answers_;
  KeyRates publishes_;
};

}  // namespace fanfare::http

#endif  // FANFARE_HTTP_API_HANDLER_H_
