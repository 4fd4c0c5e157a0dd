#ifndef FANFARE_HTTP_UPGRADE_HANDLER_H_
#define FANFARE_HTTP_UPGRADE_HANDLER_H_

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include <Poco/Net/HTTPServerRequest.h>
#include <Poco/Net/HTTPServerResponse.h>

#include "fanfare/dialect.h"
#include "fanfare/policy.h"
#include "fanfare/session_resolver.h"

#include "core/channel_request.h"
#include "core/facility_rules.h"
#include "core/node.h"
#include "http/admission.h"
#include "http/origin.h"
#include "http/refusal_log.h"
#include "http/turnstile.h"
#include "model/log.h"
#include "ws/opening.h"

namespace fanfare::http {

struct UpgradeOptions {
  std::string prefix = "/ws/";
  std::uint64_t maxConnections = 100000;
  core::WhenMissing whenMissing = core::WhenMissing::kGrantNothing;
  OriginRules origin;
  Turnstile::Options turnstile;
  std::size_t maxSubscriptions = SIZE_MAX;  // of one connection
};

// What the handshake is judged by. All of it outlives the handler.
struct UpgradeParts {
  core::Node& node;
  ws::OpeningSink& openings;
  const SessionResolver& resolver;
  const Policy& policy;
  const core::FacilityRules& facilities;
  std::vector<const Dialect*> dialects;  // the first speaks without a subprotocol of its own
  RefusalLog& refusals;
  core::Places& places;
  core::LimitCounts& counts;
  const Clock& clock;
  Log& log;
};

// Turns a request for a WebSocket into an Opening, or away. The checks, in order: method, protocol
// and Upgrade; path and query; draining and room, that of the address too; then as admit() does;
// version and key; room for the user and the session.
//
// Threads: called from every HTTP worker at once.
// Blocking: as resolver and policy do.
class UpgradeHandler final {
 public:
  UpgradeHandler(UpgradeOptions options, const UpgradeParts& parts);

  // REQUIRES: the decoded path of `request` begins with the prefix, and a Gate fed the server.
  void handle(Poco::Net::HTTPServerRequest& request, Poco::Net::HTTPServerResponse& response);

  // Answers who asks for a WebSocket at another path.
  void turnAway(const Poco::Net::HTTPServerRequest& request,
                Poco::Net::HTTPServerResponse& response);

 private:
  // An opening that is not complete before judge() is through with it; the transport comes last.
  using Judged = std::variant<ws::Opening, Turned>;

  // Fills in `handshake` as soon as it can be read.
  Judged judge(const Poco::Net::HTTPServerRequest& request, Handshake& handshake);
  Judged judgeVisitor(const Poco::Net::HTTPServerRequest& request, const Handshake& handshake);
  std::optional<Turned> whyNotNow() const;
  Admission admitted(const Handshake& handshake) const;
  // REQUIRES: `opening` has its visitor.
  void answer(const Poco::Net::HTTPServerRequest& request, const core::FacilitySettings& settings,
              ws::Opening& opening) const;
  const Dialect& dialectFor(std::string_view offered) const;
  void tell(const Admission& admission, const Handshake& handshake) const;

  const UpgradeOptions options_;
  const UpgradeParts parts_;
  Turnstile turnstile_;
};

}  // namespace fanfare::http

#endif  // FANFARE_HTTP_UPGRADE_HANDLER_H_
