#include "http/socketio_handler.h"

#include <memory>
#include <utility>

#include <Poco/StreamCopier.h>

#include "core/upgrade_request.h"
#include "http/deferred_exchange.h"
#include "http/handover.h"
#include "http/handshake_reader.h"
#include "http/turned.h"
#include "http/upgrade_response.h"

namespace fanfare::http {
namespace {

using dialects::socketio::EngineVersion;
using dialects::socketio::Sid;
using Poco::Net::HTTPServerRequest;
using Poco::Net::HTTPServerResponse;

constexpr char kUnsupported[] =
    "The client is using an unsupported version of the Socket.IO or Engine.IO protocols";

Answer answerOf(socketio::HttpAnswer answer) {
  Answer sent;
  sent.status = answer.status;
  sent.contentType = std::move(answer.contentType);
  sent.body = std::move(answer.body);
  return sent;
}

std::string switching(const Handshake& handshake, const Grant& grant,
                      const std::string& anonymousBecause) {
  return switchingProtocols(
      {handshake.header("Sec-WebSocket-Key").value_or(""), {}, {}, grant, anonymousBecause});
}

}  // namespace

// One request, on its way.
class SocketIoHandler::Call final {
 public:
  Call(const Parts& parts, const SocketIoWay& way, HTTPServerRequest& request,
       HTTPServerResponse& response)
      : parts_(parts),
        way_(way),
        request_(request),
        response_(response),
        handshake_(handshakeOf(request)),
        malformed_(readTarget(request.getURI(), handshake_)) {}

  void serve() {
    if (auto entry = way_.entrance.entryAt(handshake_.path)) {
      handshake_.facility = std::move(entry->facility);
    }
    if (malformed_) return turnAway({RefusalCause::kMalformed, *malformed_});
    if (auto foreign = way_.entrance.whyForeign(handshake_)) {
      return turnAway({RefusalCause::kOrigin, *foreign, way_.entrance.settingAgainst(handshake_)});
    }
    const auto transport = handshake_.queryValue("transport").value_or("polling");
    isWebSocket_ = transport == "websocket";
    if (!isWebSocket_ && transport != "polling") return refuseAnybody("Invalid transport");
    const auto sid = handshake_.queryValue("sid");
    const auto version = versionAsked();
    if (!sid && !version) return refuseAnybody(kUnsupported);

    const auto& method = request_.getMethod();
    if (method == "OPTIONS") return answer(answerOf(socketio::okAnswer()));
    if (method != "GET" && method != "POST") {
      return answer(answerOf({405, "text/plain", "Method Not Found"}));
    }
    if (method == "GET" && !sid) return letIn(*version);
    const auto session = dialects::socketio::sidIn(sid.value_or(""));
    if (!session || session->kind != dialects::socketio::SidKind::kSession) {
      return refuse("Invalid session");
    }
    method == "POST" ? post(*session) : resume(*session);
  }

 private:
  std::optional<EngineVersion> versionAsked() const {
    const auto version = handshake_.queryValue("EIO").value_or("");
    if (version == "4") return EngineVersion::k4;
    if (version == "3" && way_.allowsEio3) return EngineVersion::k3;
    return std::nullopt;
  }

  void letIn(EngineVersion version) {
    auto judged = parts_.doorkeeper.judge(way_.way, requestLineOf(request_), handshake_);
    if (const auto* turned = std::get_if<Turned>(&judged)) {
      return answer(parts_.doorkeeper.turnAway(way_.way, *turned, handshake_));
    }
    ws::Opening& opening = std::get<LetIn>(judged).opening;
    const core::VisitorPtr visitor = opening.visitor;  // who has the handshake from here on
    using socketio::FirstTransport;
    if (isWebSocket_) {
      opening.responseHead =
          switching(visitor->handshake, opening.grant, opening.visitor->identity->anonymousBecause);
    }
    passFor(visitor->handshake,
            socketio::Arriving{version,
                               isWebSocket_ ? FirstTransport::kWebSocket : FirstTransport::kPolling,
                               std::move(opening)});
  }

  void resume(const Sid& sid) {
    if (!isWebSocket_) return pass(socketio::Polling{sid});
    const core::UpgradeRequest asked{request_.getMethod(), request_.getVersion(), handshake_};
    if (auto refusal = way_.entrance.whyNoUpgrade(asked)) {
      return turnAway({RefusalCause::kMalformed, *refusal});
    }
    pass(socketio::Upgrading{sid, switching(handshake_, {}, {})});
  }

  void post(const Sid& sid) {
    socketio::Posting posting{sid, {}, PayloadKind::kText};
    Poco::StreamCopier::copyToString(request_.stream(), posting.body);
    if (request_.getContentType() == "application/octet-stream") {
      posting.kind = PayloadKind::kBinary;
    }
    pass(std::move(posting));
  }

  template <typename What>
  void pass(What what) {
    passFor(handshake_, std::move(what));
  }
  template <typename What>
  void passFor(const Handshake& handshake, What what) {
    auto exchange = std::make_unique<DeferredExchange>(
        deferAnswer(request_), way_.entrance.corsHeaders(handshake, request_.getMethod()));
    parts_.requests.serve({std::move(exchange), std::move(what)});
  }

  // As the originals, who tell no page.
  void refuseAnybody(const std::string& why) {
    send(answerOf(socketio::badRequest(why)), response_);
  }
  void refuse(const std::string& why) { answer(answerOf(socketio::badRequest(why))); }

  // A page that may not come in may not read why, either.
  void turnAway(const Turned& turned) {
    send(parts_.doorkeeper.turnAway(way_.way, turned, handshake_), response_);
  }

  void answer(Answer answered) {
    for (auto& header : way_.entrance.corsHeaders(handshake_, request_.getMethod())) {
      answered.headers.push_back(std::move(header));
    }
    send(answered, response_);
  }

  const Parts& parts_;
  const SocketIoWay& way_;
  HTTPServerRequest& request_;
  HTTPServerResponse& response_;
  Handshake handshake_;
  const std::optional<Refusal> malformed_;
  bool isWebSocket_ = false;
};

void SocketIoHandler::handle(HTTPServerRequest& request, HTTPServerResponse& response) {
  Call(parts_, way_, request, response).serve();
}

}  // namespace fanfare::http
