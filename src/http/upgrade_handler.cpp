#include "http/upgrade_handler.h"

#include <string>
#include <utility>
#include <variant>

#include "http/answer.h"
#include "http/handover.h"
#include "http/handshake_reader.h"
#include "http/upgrade_response.h"
#include "ws/deflate_offer.h"

namespace fanfare::http {
namespace {

using Poco::Net::HTTPServerRequest;

ws::Compression wanted(const core::FacilitySettings& settings) {
  if (settings.privateDeflate == core::Deflating::kOn) return ws::Compression::kOn;
  if (settings.publicDeflate == core::Deflating::kOn) return ws::Compression::kPublicOnly;
  return ws::Compression::kOff;
}

// Puts what was negotiated into `opening`; the value of the 101's header, empty if nothing was.
std::string negotiate(const Handshake& handshake, const core::FacilitySettings& settings,
                      ws::Opening& opening) {
  const ws::Compression compression = wanted(settings);
  if (compression == ws::Compression::kOff) return {};
  const std::string offers = core::joinedHeader(handshake, "Sec-WebSocket-Extensions");
  const auto accepted = offers.empty() ? std::nullopt : ws::takeUpDeflate(offers);
  if (!accepted) return {};
  opening.compression = compression;
  return *accepted;
}

// Puts the dialect and the whole 101 into `opening`. REQUIRES: it has its visitor.
void answer(const core::WebSocketEntrance& entrance, const core::FacilitySettings& settings,
            ws::Opening& opening) {
  const Handshake& handshake = opening.visitor->handshake;
  const std::string offered = core::joinedHeader(handshake, "Sec-WebSocket-Protocol");
  opening.dialect = &entrance.dialectFor(offered);
  const std::string extensions = negotiate(handshake, settings, opening);
  opening.responseHead =
      switchingProtocols({handshake.header("Sec-WebSocket-Key").value_or(""),
                          chosenProtocol(offered, opening.dialect->name()), extensions,
                          opening.grant, opening.visitor->identity->anonymousBecause});
}

}  // namespace

std::optional<Answer> UpgradeHandler::open(const WayIn& way, const RequestLine& line,
                                           Handshake handshake, const Take& take) {
  auto judged = parts_.doorkeeper.judge(way, line, handshake);
  if (const auto* turned = std::get_if<Turned>(&judged)) {
    return parts_.doorkeeper.turnAway(way, *turned, handshake);
  }
  auto& [opening, settings] = std::get<LetIn>(judged);
  answer(*way.webSockets, settings, opening);
  HandedOver taken = take();
  opening.transport = std::move(taken.transport);
  opening.earlyBytes = std::move(taken.earlyBytes);
  parts_.openings.open(std::move(opening));
  return std::nullopt;
}

void UpgradeHandler::handle(const WayIn& way, HTTPServerRequest& request,
                            Poco::Net::HTTPServerResponse& response) {
  const auto refused = open(way, requestLineOf(request), handshakeOf(request),
                            [&request] { return takeOver(request); });
  if (refused) send(*refused, response);
}

void UpgradeHandler::turnAway(const HTTPServerRequest& request,
                              Poco::Net::HTTPServerResponse& response) {
  Handshake handshake;
  handshake.peerAddress = peerOf(request);
  parts_.refusals.tell(RefusalCause::kElsewhere, elsewhere_, handshake);
  send(answerTo(elsewhere_), response);
}

}  // namespace fanfare::http
