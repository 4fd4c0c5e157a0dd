#ifndef FANFARE_HTTP_SOCKETIO_HANDLER_H_
#define FANFARE_HTTP_SOCKETIO_HANDLER_H_

#include <optional>
#include <string>

#include <Poco/Net/HTTPServerRequest.h>
#include <Poco/Net/HTTPServerResponse.h>

#include "dialects/socketio/engine_packet.h"
#include "dialects/socketio/entrance.h"
#include "http/admission.h"
#include "http/answer.h"
#include "http/doorkeeper.h"
#include "socketio/request.h"

namespace fanfare::http {

// A way in for clients of Socket.IO. All of it outlives whoever serves it.
struct SocketIoWay {
  const dialects::socketio::SocketIoEntrance& entrance;
  const WayIn& way;  // of that entrance
  bool allowsEio3 = false;
};

// Takes requests to Engine.IO to the sessions they are for; none waits here. The checks, in order,
// are python-engineio's: origin, transport, version, method; who comes in is judged by the
// doorkeeper. Whether there is a session of that name, the sink knows.
//
// Threads: called from every HTTP worker at once.
// Blocking: as Doorkeeper, for who comes in.
class SocketIoHandler final {
 public:
  // All of it outlives the handler.
  struct Parts {
    Doorkeeper& doorkeeper;
    socketio::RequestSink& requests;
  };

  SocketIoHandler(const Parts& parts, const SocketIoWay& way) : parts_(parts), way_(way) {}

  // REQUIRES: the decoded path of `request` is one of the entrance's, and a Gate fed the server.
  void handle(Poco::Net::HTTPServerRequest& request, Poco::Net::HTTPServerResponse& response);

 private:
  class Call;

  const Parts parts_;
  const SocketIoWay way_;
};

}  // namespace fanfare::http

#endif  // FANFARE_HTTP_SOCKETIO_HANDLER_H_
