#ifndef FANFARE_POLICIES_ONE_READING_H_
#define FANFARE_POLICIES_ONE_READING_H_

#include <memory>

#include "fanfare/policy.h"

#include "core/facility_rules.h"

namespace fanfare::policies {

// Withholds what reads as a channel of another facility, too, and leaves the rest to another
// policy. Where a facility "a:b" may be (facility.<pattern>.allow_colon), "room:x:a:b" is its room
// "x" as well as the room "x:a" of the facility "b": who may open the latter must not get at the
// former that way.
class OneReading final : public Policy {
 public:
  OneReading(core::FacilityRules facilities, std::unique_ptr<Policy> policy);

  // The name of the other one.
  const char* name() const override { return policy_->name(); }

  Decision check(const Handshake& handshake, const Identity& identity,
                 const RequestedChannels& requested) const override;

 private:
  bool readsAsAnothers(const Channel& channel) const;

  const core::FacilityRules facilities_;
  const bool mayHaveColons_;
  const std::unique_ptr<Policy> policy_;
};

}  // namespace fanfare::policies

#endif  // FANFARE_POLICIES_ONE_READING_H_
