#include "http/upgrade_handler.h"

#include <memory>
#include <utility>

#include "http/answer.h"
#include "http/explanation.h"
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
void answer(const core::Entrance& entrance, const core::FacilitySettings& settings,
            ws::Opening& opening) {
  const Handshake& handshake = opening.visitor->handshake;
  const std::string offered = core::joinedHeader(handshake, "Sec-WebSocket-Protocol");
  opening.dialect = &entrance.dialectFor(offered);
  const std::string extensions = negotiate(handshake, settings, opening);
  opening.responseHead =
      switchingProtocols({handshake.header("Sec-WebSocket-Key").value_or(""),
                          chosenProtocol(offered, opening.dialect->name()), extensions,
                          opening.grant, opening.visitor->identity.anonymousBecause});
}

std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const auto& line : lines) text.append(text.empty() ? "" : "; ").append(line);
  return text;
}

}  // namespace

UpgradeHandler::UpgradeHandler(UpgradeOptions options, const UpgradeParts& parts)
    : options_(std::move(options)),
      parts_(parts),
      turnstile_(options_.turnstile, {parts.places, parts.counts, parts.clock, parts.log}) {}

void UpgradeHandler::handle(const WayIn& way, HTTPServerRequest& request,
                            Poco::Net::HTTPServerResponse& response) {
  Handshake handshake = handshakeOf(request);
  Judged judged = judge(way, request, handshake);
  if (const auto* turned = std::get_if<Turned>(&judged)) {
    const Refusal& refusal = turned->refusal;
    parts_.refusals.tell(turned->cause, {refusal.status, turned->forOperators()}, handshake);
    return send(answerTo(refusal, way.entrance.formOf(refusal)), response);
  }
  auto& opening = std::get<ws::Opening>(judged);
  HandedOver taken = takeOver(request);
  opening.transport = std::move(taken.transport);
  opening.earlyBytes = std::move(taken.earlyBytes);
  parts_.openings.open(std::move(opening));
}

void UpgradeHandler::turnAway(const HTTPServerRequest& request,
                              Poco::Net::HTTPServerResponse& response) {
  Handshake handshake;
  handshake.peerAddress = peerOf(request);
  parts_.refusals.tell(RefusalCause::kElsewhere, options_.elsewhere, handshake);
  send(answerTo(options_.elsewhere), response);
}

UpgradeHandler::Judged UpgradeHandler::judge(const WayIn& way, const HTTPServerRequest& request,
                                             Handshake& handshake) {
  const core::UpgradeRequest asked{request.getMethod(), request.getVersion(), handshake};
  auto malformed = readTarget(request.getURI(), handshake);
  if (auto entry = way.entrance.entryAt(handshake.path)) {
    handshake.facility = std::move(entry->facility);
  }
  if (auto refusal = way.entrance.whyNoUpgrade(asked)) {
    return Turned{RefusalCause::kMalformed, *std::move(refusal)};
  }
  if (malformed) return Turned{RefusalCause::kMalformed, *std::move(malformed)};
  if (auto turned = whyNotNow()) return *std::move(turned);

  handshake.clientAddress = turnstile_.clientAddressOf(handshake);
  auto entered = turnstile_.enter(handshake);
  if (auto* turned = std::get_if<Turned>(&entered)) return std::move(*turned);
  Judged judged = judgeVisitor(way, asked);
  if (auto* opening = std::get_if<ws::Opening>(&judged)) {
    opening->places.address = std::get<core::Place>(std::move(entered));
  }
  return judged;
}

UpgradeHandler::Judged UpgradeHandler::judgeVisitor(const WayIn& way,
                                                    const core::UpgradeRequest& request) {
  const Handshake& handshake = request.handshake;
  Admission admission = admitted(way, handshake);
  if (admission.turned) return *std::move(admission.turned);
  if (auto refusal = way.entrance.whyNoWebSocket(request)) {
    return Turned{RefusalCause::kMalformed, *std::move(refusal)};
  }
  auto seated = turnstile_.seat(*admission.identity);
  if (auto* turned = std::get_if<Turned>(&seated)) return std::move(*turned);

  ws::Opening opening;
  auto& seats = std::get<core::Places::Seats>(seated);
  opening.places.user = std::move(seats.user);
  opening.places.session = std::move(seats.session);
  opening.client = turnstile_.keyOf(handshake, *admission.identity);
  opening.echo = admission.request.echo;
  opening.grant = std::move(admission.grant);
  opening.visitor = std::make_shared<const core::Visitor>(
      core::Visitor{handshake, *std::move(admission.identity), admission.settings.colons});
  answer(way.entrance, admission.settings, opening);
  return opening;
}

std::optional<Turned> UpgradeHandler::whyNotNow() const {
  if (parts_.node.isDraining()) {
    return Turned{RefusalCause::kDraining, {503, "the server is about to stop"}};
  }
  if (parts_.node.connectionCount() >= options_.maxConnections) {
    parts_.counts.add(core::Limit::kConnections);
    return Turned{RefusalCause::kFull,
                  {503, "the server is full; server.max_connections is reached"}};
  }
  return std::nullopt;
}

Admission UpgradeHandler::admitted(const WayIn& way, const Handshake& handshake) const {
  Admission admission = admit(handshake, {way, parts_.facilities, options_.maxSubscriptions});
  tell(admission, handshake);
  const char* const bound = core::settingOf(core::Limit::kSubscriptionsPerConnection);
  for (const auto& withheld : admission.grant.withheld) {
    if (withheld.rule == bound) parts_.counts.add(core::Limit::kSubscriptionsPerConnection);
  }
  return admission;
}

void UpgradeHandler::tell(const Admission& admission, const Handshake& handshake) const {
  const auto& [settings, identity, request, grant, turned] = admission;
  if (identity && !identity->anonymousBecause.empty()) {
    parts_.refusals.tell(RefusalCause::kCredentials, {0, identity->anonymousBecause}, handshake);
  }
  if (!grant.withheld.empty() || !grant.passedOver.empty()) {
    parts_.refusals.tell(RefusalCause::kWithheld, {0, listOfRefused(grant)}, handshake);
  }
  if (!parts_.log.isOn(LogLevel::kDebug)) return;
  parts_.log.write(LogLevel::kDebug, "handshake: " + joined(explain(handshake, admission)));
}

}  // namespace fanfare::http
