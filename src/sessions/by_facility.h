#ifndef FANFARE_SESSIONS_BY_FACILITY_H_
#define FANFARE_SESSIONS_BY_FACILITY_H_

#include <memory>
#include <string>
#include <vector>

#include "fanfare/session_resolver.h"

namespace fanfare::sessions {

// Asks the resolver that was named for the handshake's facility, or else another one.
class ByFacility final : public SessionResolver {
 public:
  struct Named {
    std::string facility;  // the name itself, no pattern
    std::unique_ptr<SessionResolver> resolver;
  };

  ByFacility(std::vector<Named> named, std::unique_ptr<SessionResolver> otherwise);

  // The name of the other one.
  const char* name() const override { return otherwise_->name(); }

  Result<Identity> resolve(const Handshake& handshake) const override;
  std::vector<Result<Identity>> recheck(const std::vector<Identity>& known) const override;
  bool isFrom(const Evidence& evidence) const override;

 private:
  const std::vector<Named> named_;
  const std::unique_ptr<SessionResolver> otherwise_;
  std::vector<const SessionResolver*> all_;  // named_ and otherwise_
};

}  // namespace fanfare::sessions

#endif  // FANFARE_SESSIONS_BY_FACILITY_H_
