#include "http/upgrade_handler.h"

#include <memory>
#include <utility>

#include "http/answer.h"
#include "http/handover.h"
#include "http/handshake_reader.h"
#include "http/upgrade_request.h"
#include "http/upgrade_response.h"
#include "model/ascii.h"
#include "ws/deflate_offer.h"

namespace fanfare::http {
namespace {

using Poco::Net::HTTPServerRequest;

// All values under `name`, joined with commas.
std::string joinedHeader(const HTTPServerRequest& request, const char* name) {
  std::string joined;
  for (auto at = request.find(name); at != request.end(); ++at) {
    if (!equalsIgnoringCase(at->first, name)) break;
    if (!joined.empty()) joined += ", ";
    joined += at->second;
  }
  return joined;
}

ws::Compression wanted(const core::FacilitySettings& settings) {
  if (settings.privateDeflate == core::Deflating::kOn) return ws::Compression::kOn;
  if (settings.publicDeflate == core::Deflating::kOn) return ws::Compression::kPublicOnly;
  return ws::Compression::kOff;
}

// Puts what was negotiated into `opening`; the value of the 101's header, empty if nothing was.
std::string negotiate(const HTTPServerRequest& request, const core::FacilitySettings& settings,
                      ws::Opening& opening) {
  const ws::Compression compression = wanted(settings);
  if (compression == ws::Compression::kOff) return {};
  const std::string offers = joinedHeader(request, "Sec-WebSocket-Extensions");
  const auto accepted = offers.empty() ? std::nullopt : ws::takeUpDeflate(offers);
  if (!accepted) return {};
  opening.compression = compression;
  return *accepted;
}

// What an identity could not be had for is for the log; the client hears less.
Refusal refusalFor(const Error& error) {
  if (error.code == ErrorCode::kInvalidArgument) return {400, error.message};
  return {503, "the identity cannot be established now"};
}

}  // namespace

UpgradeHandler::UpgradeHandler(UpgradeOptions options, const UpgradeParts& parts)
    : options_(std::move(options)), parts_(parts) {}

void UpgradeHandler::handle(HTTPServerRequest& request, Poco::Net::HTTPServerResponse& response) {
  Handshake handshake;
  handshake.peerAddress = peerOf(request);
  Judged judged = judge(request, handshake);
  if (const auto* turned = std::get_if<Turned>(&judged)) {
    parts_.refusals.tell(turned->cause, turned->refusal, handshake);
    return send(answerTo(turned->refusal), response);
  }
  auto& opening = std::get<ws::Opening>(judged);
  HandedOver taken = takeOver(request);
  opening.socket = std::move(taken.socket);
  opening.earlyBytes = std::move(taken.earlyBytes);
  parts_.openings.open(std::move(opening));
}

void UpgradeHandler::turnAway(const HTTPServerRequest& request,
                              Poco::Net::HTTPServerResponse& response) {
  Handshake handshake;
  handshake.peerAddress = peerOf(request);
  const Refusal refusal{
      404, "WebSockets are opened under " + options_.prefix + " (server.websocket_url) only"};
  parts_.refusals.tell(RefusalCause::kElsewhere, refusal, handshake);
  send(answerTo(refusal), response);
}

UpgradeHandler::Judged UpgradeHandler::judge(const HTTPServerRequest& request,
                                             Handshake& handshake) const {
  auto read = readHandshake(request, options_.prefix);
  if (auto* known = std::get_if<Handshake>(&read)) handshake = std::move(*known);
  if (auto refusal = whyNoUpgrade(request)) return Turned{RefusalCause::kMalformed, *refusal};
  if (auto* refusal = std::get_if<Refusal>(&read)) {
    return Turned{RefusalCause::kMalformed, std::move(*refusal)};
  }
  const core::FacilitySettings settings = parts_.facilities.settingsFor(handshake.facility);
  if (auto turned = whyNotHere(handshake, settings)) return *turned;

  auto identity = parts_.resolver.resolve(handshake);
  if (!identity) return Turned{RefusalCause::kIdentity, refusalFor(identity.error())};
  if (!identity->anonymousBecause.empty()) {
    parts_.refusals.tell(RefusalCause::kCredentials, {0, identity->anonymousBecause}, handshake);
  }
  auto admitted = admit(handshake, *identity, settings);
  if (auto* turned = std::get_if<Turned>(&admitted)) return std::move(*turned);
  if (auto refusal = whyNoWebSocket(request)) return Turned{RefusalCause::kMalformed, *refusal};

  auto& opening = std::get<ws::Opening>(admitted);
  tellWithheld(opening.grant, handshake);
  opening.visitor =
      std::make_shared<const core::Visitor>(core::Visitor{handshake, std::move(identity).value()});
  answer(request, settings, opening);
  return std::move(opening);
}

std::optional<UpgradeHandler::Turned> UpgradeHandler::whyNotHere(
    const Handshake& handshake, const core::FacilitySettings& settings) const {
  if (!settings.isAllowed) {
    return Turned{RefusalCause::kFacility,
                  {403, "facility '" + handshake.facility +
                            "' is not opened; facility.allow would have to name it"}};
  }
  if (parts_.node.isDraining()) {
    return Turned{RefusalCause::kDraining, {503, "the server is about to stop"}};
  }
  if (parts_.node.connectionCount() >= options_.maxConnections) {
    return Turned{RefusalCause::kFull,
                  {503, "the server is full; server.max_connections is reached"}};
  }
  if (auto refusal = options_.origin.refusalOf(handshake)) {
    return Turned{RefusalCause::kOrigin, std::move(*refusal)};
  }
  return std::nullopt;
}

UpgradeHandler::Judged UpgradeHandler::admit(const Handshake& handshake, const Identity& identity,
                                             const core::FacilitySettings& settings) const {
  auto read =
      core::readChannelRequest(handshake, identity, {settings.colons, options_.whenMissing});
  if (auto* refusal = std::get_if<Refusal>(&read)) {
    return Turned{refusal->status == 403 ? RefusalCause::kIdentity : RefusalCause::kMalformed,
                  std::move(*refusal)};
  }
  auto& asked = std::get<core::ChannelRequest>(read);
  Decision decision = decide(parts_.policy, handshake, identity, asked.requested);
  if (auto* refusal = std::get_if<Refusal>(&decision)) {
    return Turned{RefusalCause::kPolicy, std::move(*refusal)};
  }
  ws::Opening opening;
  opening.echo = asked.echo;
  opening.grant = std::get<Grant>(std::move(decision));
  opening.grant.passedOver = std::move(asked.passedOver);
  return opening;
}

void UpgradeHandler::answer(const HTTPServerRequest& request,
                            const core::FacilitySettings& settings, ws::Opening& opening) const {
  const std::string offered = joinedHeader(request, "Sec-WebSocket-Protocol");
  opening.dialect = &dialectFor(offered);
  const std::string extensions = negotiate(request, settings, opening);
  opening.responseHead = switchingProtocols(
      {request.get("Sec-WebSocket-Key"), chosenProtocol(offered, opening.dialect->name()),
       extensions, opening.grant, opening.visitor->identity.anonymousBecause});
}

const Dialect& UpgradeHandler::dialectFor(std::string_view offered) const {
  for (std::size_t i = 1; i < parts_.dialects.size(); ++i) {
    if (listHas(offered, parts_.dialects[i]->name())) return *parts_.dialects[i];
  }
  return *parts_.dialects.front();
}

void UpgradeHandler::tellWithheld(const Grant& grant, const Handshake& handshake) const {
  if (grant.withheld.empty() && grant.passedOver.empty()) return;
  parts_.refusals.tell(RefusalCause::kWithheld, {0, listOfRefused(grant)}, handshake);
}

}  // namespace fanfare::http
