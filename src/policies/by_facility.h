#ifndef FANFARE_POLICIES_BY_FACILITY_H_
#define FANFARE_POLICIES_BY_FACILITY_H_

#include <memory>
#include <string>
#include <vector>

#include "fanfare/policy.h"

namespace fanfare::policies {

// Asks the policy that was named for the handshake's facility, or else another one.
class ByFacility final : public Policy {
 public:
  struct Named {
    std::string facility;  // the name itself, no pattern
    std::unique_ptr<Policy> policy;
  };

  ByFacility(std::vector<Named> named, std::unique_ptr<Policy> otherwise);

  // The name of the other one.
  const char* name() const override { return otherwise_->name(); }

  Decision check(const Handshake& handshake, const Identity& identity,
                 const RequestedChannels& requested) const override;

 private:
  const std::vector<Named> named_;
  const std::unique_ptr<Policy> otherwise_;
};

}  // namespace fanfare::policies

#endif  // FANFARE_POLICIES_BY_FACILITY_H_
