#ifndef FANFARE_HTTP_UPGRADE_HANDLER_H_
#define FANFARE_HTTP_UPGRADE_HANDLER_H_

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include <Poco/Net/HTTPServerRequest.h>
#include <Poco/Net/HTTPServerResponse.h>

#include "fanfare/dialect.h"
#include "fanfare/policy.h"
#include "fanfare/session_resolver.h"

#include "core/entrance.h"
#include "core/facility_rules.h"
#include "core/node.h"
#include "http/admission.h"
#include "http/refusal_log.h"
#include "http/turnstile.h"
#include "model/log.h"
#include "ws/opening.h"

namespace fanfare::http {

struct UpgradeOptions {
  std::uint64_t maxConnections = 100000;
  Turnstile::Options turnstile;
  std::size_t maxSubscriptions = SIZE_MAX;  // of one connection
  Refusal elsewhere{404, "no WebSocket is opened here"};
};

// What handshakes are judged by, whichever way they come. All of it outlives the handler.
struct UpgradeParts {
  core::Node& node;
  ws::OpeningSink& openings;
  const core::FacilityRules& facilities;
  RefusalLog& refusals;
  core::Places& places;
  core::LimitCounts& counts;
  const Clock& clock;
  Log& log;
};

// Turns a request for a WebSocket into an Opening, or away. The checks, in order: whether it is
// one, by its entrance; path and query; draining and room, that of the address too; then as admit()
// does; what else the entrance asks of a handshake; room for the user and the session.
//
// Threads: called from every HTTP worker at once.
// Blocking: as resolver and policy do.
class UpgradeHandler final {
 public:
  UpgradeHandler(UpgradeOptions options, const UpgradeParts& parts);

  // REQUIRES: the decoded path of `request` is one of the entrance's, and a Gate fed the server.
  void handle(const WayIn& way, Poco::Net::HTTPServerRequest& request,
              Poco::Net::HTTPServerResponse& response);

  // Answers who asks for a WebSocket where none is opened.
  void turnAway(const Poco::Net::HTTPServerRequest& request,
                Poco::Net::HTTPServerResponse& response);

 private:
  // An opening that is not complete before judge() is through with it; the transport comes last.
  using Judged = std::variant<ws::Opening, Turned>;

  // Fills in what of `handshake` the headers do not say.
  Judged judge(const WayIn& way, const Poco::Net::HTTPServerRequest& request, Handshake& handshake);
  Judged judgeVisitor(const WayIn& way, const core::UpgradeRequest& request);
  std::optional<Turned> whyNotNow() const;
  Admission admitted(const WayIn& way, const Handshake& handshake) const;
  void tell(const Admission& admission, const Handshake& handshake) const;

  const UpgradeOptions options_;
  const UpgradeParts parts_;
  Turnstile turnstile_;
};

}  // namespace fanfare::http

#endif  // FANFARE_HTTP_UPGRADE_HANDLER_H_
