#ifndef FANFARE_POLICIES_ROOM_SECRETS_H_
#define FANFARE_POLICIES_ROOM_SECRETS_H_

#include <memory>
#include <string>
#include <vector>

#include "fanfare/policy.h"

#include "core/address_rates.h"
#include "core/limit_counts.h"
#include "policies/secret_store.h"

namespace fanfare::policies {

// Withholds, of what another policy grants, the rooms of a room space ("<space>::<name>") from who
// does not present its secret. A space that has none opens to nobody. Who presents wrong ones too
// often, by his address, is not looked at for a while.
class RoomSecrets final : public Policy {
 public:
  struct Parts {
    core::AddressRates& failures;  // these two outlive it
    core::LimitCounts& counts;
    std::unique_ptr<const SecretStore> store;  // null: there are no secrets
    std::unique_ptr<Policy> policy;
  };

  explicit RoomSecrets(Parts parts) : parts_(std::move(parts)) {}

  // The name of the other one, which never sees a secret.
  const char* name() const override { return parts_.policy->name(); }

  Decision check(const Handshake& handshake, const Identity& identity,
                 const RequestedChannels& requested) const override;

 private:
  struct Locked;  // a channel of a room space

  Grant opened(Grant grant, const RequestedChannels& requested, const std::string& address) const;
  void judge(std::vector<Locked>& locked, const std::string& address) const;
  // Looks up the secrets of all. False if one that was presented is wrong.
  bool compare(const std::vector<Locked*>& presented) const;

  const Parts parts_;
};

}  // namespace fanfare::policies

#endif  // FANFARE_POLICIES_ROOM_SECRETS_H_
