#ifndef FANFARE_POLICIES_RULES_H_
#define FANFARE_POLICIES_RULES_H_

#include <memory>

#include "fanfare/policy.h"

#include "policies/rule_book.h"

namespace fanfare::policies {

// Decides each channel by the first rule of a file that applies to it; where none does, it is
// withheld.
class Rules final : public Policy {
 public:
  explicit Rules(std::shared_ptr<const RuleBook> book);

  const char* name() const override { return "rules"; }

  // All of `requested` is judged by the rules of one moment.
  Decision check(const Handshake& handshake, const Identity& identity,
                 const RequestedChannels& requested) const override;

 private:
  const std::shared_ptr<const RuleBook> book_;
};

}  // namespace fanfare::policies

#endif  // FANFARE_POLICIES_RULES_H_
