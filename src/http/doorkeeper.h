#ifndef FANFARE_HTTP_DOORKEEPER_H_
#define FANFARE_HTTP_DOORKEEPER_H_

#include <cstdint>
#include <optional>
#include <variant>

#include "core/facility_rules.h"
#include "core/node.h"
#include "http/admission.h"
#include "http/answer.h"
#include "http/refusal_log.h"
#include "http/request_head.h"
#include "http/turned.h"
#include "http/turnstile.h"
#include "model/log.h"
#include "ws/opening.h"

namespace fanfare::http {

struct DoorkeeperOptions {
  std::uint64_t maxConnections = 100000;
  Turnstile::Options turnstile;
  std::size_t maxSubscriptions = SIZE_MAX;  // of one connection
};

// What handshakes are judged by, whichever way they come. All of it outlives the doorkeeper.
struct DoorkeeperParts {
  core::Node& node;
  const core::FacilityRules& facilities;
  RefusalLog& refusals;
  core::Places& places;
  core::LimitCounts& counts;
  const Clock& clock;
  Log& log;
};

// Who may come in: of an opening, all but what the transport is, and what is said on it first.
// Movable.
struct LetIn {
  ws::Opening opening;
  core::FacilitySettings settings;
};

// Judges each handshake, by whichever way in. The checks, in order: whether it is one, by its
// entrance; path and query; draining and room, that of the address too; then as admit() does; what
// else the entrance asks of a handshake; room for the user and the session.
//
// Threads: called from every HTTP worker at once.
// Blocking: as resolver and policy do.
class Doorkeeper final {
 public:
  Doorkeeper(DoorkeeperOptions options, const DoorkeeperParts& parts);

  // Fills in what of `handshake` the headers do not say; of whom it lets in, it becomes the
  // visitor's.
  using Judged = std::variant<LetIn, Turned>;
  Judged judge(const WayIn& way, const RequestLine& line, Handshake& handshake);

  // Counts and logs it; the answer in the words of the entrance.
  Answer turnAway(const WayIn& way, const Turned& turned, const Handshake& handshake);

 private:
  Judged judgeVisitor(const WayIn& way, const core::UpgradeRequest& request, Handshake& handshake);
  std::optional<Turned> whyNotNow() const;
  Admission admitted(const WayIn& way, const Handshake& handshake) const;
  void tell(const Admission& admission, const Handshake& handshake) const;

  const DoorkeeperOptions options_;
  const DoorkeeperParts parts_;
  Turnstile turnstile_;
};

}  // namespace fanfare::http

#endif  // FANFARE_HTTP_DOORKEEPER_H_
