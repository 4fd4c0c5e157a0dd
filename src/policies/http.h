#ifndef FANFARE_POLICIES_HTTP_H_
#define FANFARE_POLICIES_HTTP_H_

#include <memory>

#include "fanfare/policy.h"

#include "backend/client.h"
#include "policies/http_question.h"

namespace fanfare::policies {

// Asks the site's own backend: one POST with who is there and what is requested, of which the
// answer names what is allowed. No answer, no grant.
class HttpPolicy final : public Policy {
 public:
  HttpPolicy(std::shared_ptr<backend::Client> client, SessionKeys sessionKeys);

  const char* name() const override { return "http"; }

  // A refusal is the backend's, or 503 where it does not decide. It is not asked about nothing.
  Decision check(const Handshake& handshake, const Identity& identity,
                 const RequestedChannels& requested) const override;

 private:
  const std::shared_ptr<backend::Client> client_;
  const SessionKeys sessionKeys_;
};

}  // namespace fanfare::policies

#endif  // FANFARE_POLICIES_HTTP_H_
