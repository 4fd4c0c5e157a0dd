#include "http/upgrade_handler.h"

#include <memory>
#include <utility>

#include "http/answer.h"
#include "http/explanation.h"
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
  opening.transport = std::move(taken.transport);
  opening.earlyBytes = std::move(taken.earlyBytes);
  parts_.openings.open(std::move(opening));
}

void UpgradeHandler::turnAway(const HTTPServerRequest& request,
                              Poco::Net::HTTPServerResponse& response) {
  Handshake handshake;
  handshake.peerAddress = peerOf(request);
  const Refusal refusal = refusalElsewhere(options_.prefix);
  parts_.refusals.tell(RefusalCause::kElsewhere, refusal, handshake);
  send(answerTo(refusal), response);
}

UpgradeHandler::Judged UpgradeHandler::judge(const HTTPServerRequest& request,
                                             Handshake& handshake) {
  auto read = readHandshake(request, options_.prefix);
  if (auto* known = std::get_if<Handshake>(&read)) handshake = std::move(*known);
  if (auto refusal = whyNoUpgrade(request)) return Turned{RefusalCause::kMalformed, *refusal};
  if (auto* refusal = std::get_if<Refusal>(&read)) {
    return Turned{RefusalCause::kMalformed, std::move(*refusal)};
  }
  if (auto turned = whyNotNow()) return *std::move(turned);

  handshake.clientAddress = turnstile_.clientAddressOf(handshake);
  auto entered = turnstile_.enter(handshake);
  if (auto* turned = std::get_if<Turned>(&entered)) return std::move(*turned);
  Judged judged = judgeVisitor(request, handshake);
  if (auto* opening = std::get_if<ws::Opening>(&judged)) {
    opening->places.address = std::get<core::Place>(std::move(entered));
  }
  return judged;
}

UpgradeHandler::Judged UpgradeHandler::judgeVisitor(const HTTPServerRequest& request,
                                                    const Handshake& handshake) {
  Admission admission = admitted(handshake);
  if (admission.turned) return *std::move(admission.turned);
  if (auto refusal = whyNoWebSocket(request)) return Turned{RefusalCause::kMalformed, *refusal};
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
  answer(request, admission.settings, opening);
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

Admission UpgradeHandler::admitted(const Handshake& handshake) const {
  Admission admission =
      admit(handshake, {parts_.resolver, parts_.policy, parts_.facilities, options_.origin,
                        options_.whenMissing, options_.maxSubscriptions});
  tell(admission, handshake);
  const char* const bound = core::settingOf(core::Limit::kSubscriptionsPerConnection);
  for (const auto& withheld : admission.grant.withheld) {
    if (withheld.rule == bound) parts_.counts.add(core::Limit::kSubscriptionsPerConnection);
  }
  return admission;
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
