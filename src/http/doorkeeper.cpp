#include "http/doorkeeper.h"

#include <memory>
#include <utility>

#include "http/explanation.h"
#include "http/handshake_reader.h"
#include "http/upgrade_response.h"

namespace fanfare::http {
namespace {

std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const auto& line : lines) text.append(text.empty() ? "" : "; ").append(line);
  return text;
}

}  // namespace

Doorkeeper::Doorkeeper(DoorkeeperOptions options, const DoorkeeperParts& parts)
    : options_(std::move(options)),
      parts_(parts),
      turnstile_(options_.turnstile, {parts.places, parts.counts, parts.clock, parts.log}) {}

Answer Doorkeeper::turnAway(const WayIn& way, const Turned& turned, const Handshake& handshake) {
  const Refusal& refusal = turned.refusal;
  parts_.refusals.tell(turned.cause, {refusal.status, turned.forOperators()}, handshake);
  return answerTo(refusal, way.entrance.formOf(refusal));
}

Doorkeeper::Judged Doorkeeper::judge(const WayIn& way, const RequestLine& line,
                                     Handshake& handshake) {
  const core::UpgradeRequest asked{line.method, line.version, handshake};
  auto malformed = readTarget(line.target, handshake);
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
  Judged judged = judgeVisitor(way, asked, handshake);
  if (auto* letIn = std::get_if<LetIn>(&judged)) {
    letIn->opening.places.add(std::get<core::Place>(std::move(entered)));
  }
  return judged;
}

Doorkeeper::Judged Doorkeeper::judgeVisitor(const WayIn& way, const core::UpgradeRequest& request,
                                            Handshake& handshake) {
  Admission admission = admitted(way, handshake);
  if (admission.turned) return *std::move(admission.turned);
  if (auto refusal = way.entrance.whyNoWebSocket(request)) {
    return Turned{RefusalCause::kMalformed, *std::move(refusal)};
  }
  auto seated = turnstile_.seat(*admission.identity);
  if (auto* turned = std::get_if<Turned>(&seated)) return std::move(*turned);

  LetIn letIn;
  ws::Opening& opening = letIn.opening;
  auto& seats = std::get<core::Places::Seats>(seated);
  opening.places.add(std::move(seats.user));
  opening.places.add(std::move(seats.session));
  opening.client = turnstile_.keyOf(handshake, *admission.identity);
  opening.echo = admission.request.echo;
  opening.grant = std::move(admission.grant);
  opening.visitor = std::make_shared<const core::Visitor>(core::Visitor{
      std::move(handshake), std::make_shared<const Identity>(*std::move(admission.identity)),
      admission.settings.colons});
  letIn.settings = admission.settings;
  return letIn;
}

std::optional<Turned> Doorkeeper::whyNotNow() const {
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

Admission Doorkeeper::admitted(const WayIn& way, const Handshake& handshake) const {
  Admission admission = admit(handshake, {way, parts_.facilities, options_.maxSubscriptions});
  tell(admission, handshake);
  const char* const bound = core::settingOf(core::Limit::kSubscriptionsPerConnection);
  for (const auto& withheld : admission.grant.withheld) {
    if (withheld.rule == bound) parts_.counts.add(core::Limit::kSubscriptionsPerConnection);
  }
  return admission;
}

void Doorkeeper::tell(const Admission& admission, const Handshake& handshake) const {
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
