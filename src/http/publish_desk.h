#ifndef FANFARE_HTTP_PUBLISH_DESK_H_
#define FANFARE_HTTP_PUBLISH_DESK_H_

#include <cstddef>
#include <string_view>

#include "http/api_handler.h"
#include "http/later_answer.h"
#include "http/origin.h"
#include "http/read_ahead_socket.h"
#include "model/log.h"

namespace fanfare::http {

// Answers POST /api/publish without the HTTP server, on the thread of the gate itself: reading a
// little JSON takes less than it would to wake a worker for it. What is larger, or could
// be anything else, is the server's. Both answer alike.
//
// Threads: the gate's; several gates may have one at once.
// Blocking: never; what waits for the broker is given back when it has answered.
// Ownership: the parts outlive it, and whatever waits for its answer.
class PublishDesk final {
 public:
  struct Parts {
    ApiHandler& api;
    const OriginRules& pages;  // that may call the API from other origins
    Log& log;
  };

  static constexpr std::string_view kPath = "/api/publish";
  static constexpr std::size_t kMaxBodyBytes = 4096;

  explicit PublishDesk(const Parts& parts) : parts_(parts) {}

  // Whether `request`, which is whole, is to be served here.
  static bool takes(const ReceivedRequest& request);

  // Publishes, and gives the connection back with the answer. REQUIRES: takes().
  void serve(ReceivedRequest request, Deferred::GiveBack giveBack);

 private:
  AnswerOrLater answerTo(const ApiRequest& request);

  const Parts parts_;
};

}  // namespace fanfare::http

#endif  // FANFARE_HTTP_PUBLISH_DESK_H_
