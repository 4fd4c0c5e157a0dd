#ifndef FANFARE_HTTP_UPGRADE_HANDLER_H_
#define FANFARE_HTTP_UPGRADE_HANDLER_H_

#include <functional>
#include <optional>
#include <utility>

#include <Poco/Net/HTTPServerRequest.h>
#include <Poco/Net/HTTPServerResponse.h>

#include "fanfare/refusal.h"

#include "http/admission.h"
#include "http/answer.h"
#include "http/doorkeeper.h"
#include "http/read_ahead_socket.h"
#include "http/refusal_log.h"
#include "http/request_head.h"
#include "ws/opening.h"

namespace fanfare::http {

// Turns a request for a WebSocket into an Opening, or away.
//
// Threads: called from every HTTP worker at once.
// Blocking: as Doorkeeper.
class UpgradeHandler final {
 public:
  // All of it outlives the handler.
  struct Parts {
    Doorkeeper& doorkeeper;
    ws::OpeningSink& openings;
    RefusalLog& refusals;
  };

  // `elsewhere` is for who asks for a WebSocket where none is opened.
  UpgradeHandler(const Parts& parts, Refusal elsewhere)
      : parts_(parts), elsewhere_(std::move(elsewhere)) {}

  // Judges whoever sent `handshake`, whose target is in `line`, and opens; nullopt then, or else
  // what he is to be answered. `take` gives the connection away, and is called once, at most.
  // REQUIRES: the way opens WebSockets, and the decoded path is one of the entrance's.
  using Take = std::function<HandedOver()>;
  std::optional<Answer> open(const WayIn& way, const RequestLine& line, Handshake handshake,
                             const Take& take);

  // The same for one that the server has. REQUIRES: a Gate fed the server.
  void handle(const WayIn& way, Poco::Net::HTTPServerRequest& request,
              Poco::Net::HTTPServerResponse& response);

  // Answers who asks for a WebSocket where none is opened.
  void turnAway(const Poco::Net::HTTPServerRequest& request,
                Poco::Net::HTTPServerResponse& response);

 private:
  const Parts parts_;
  const Refusal elsewhere_;
};

}  // namespace fanfare::http

#endif  // FANFARE_HTTP_UPGRADE_HANDLER_H_
