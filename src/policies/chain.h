#ifndef FANFARE_POLICIES_CHAIN_H_
#define FANFARE_POLICIES_CHAIN_H_

#include <memory>
#include <string>
#include <vector>

#include "fanfare/policy.h"

namespace fanfare::policies {

// Grants what all of several policies grant: each is asked for what those before it left. The first
// refusal decides.
class Chain final : public Policy {
 public:
  // REQUIRES: `links` is not empty.
  explicit Chain(std::vector<std::unique_ptr<Policy>> links);

  // Theirs, separated by commas.
  const char* name() const override { return name_.c_str(); }

  Decision check(const Handshake& handshake, const Identity& identity,
                 const RequestedChannels& requested) const override;

 private:
  const std::vector<std::unique_ptr<Policy>> links_;
  std::string name_;
};

}  // namespace fanfare::policies

#endif  // FANFARE_POLICIES_CHAIN_H_
