#ifndef FANFARE_POLICIES_RULE_H_
#define FANFARE_POLICIES_RULE_H_

#include <optional>
#include <string>
#include <vector>

#include "fanfare/channel.h"
#include "fanfare/identity.h"
#include "fanfare/policy.h"

namespace fanfare::policies {

enum class Verdict { kAllow, kDeny };

enum class WhoKind { kAnyone, kAnonymous, kAuthenticated, kUser, kGroup, kAttribute };

// Whom a rule is about. Value type.
struct Who {
  WhoKind kind = WhoKind::kAnyone;
  std::string name = {};   // of the user, the group or the attribute
  std::string value = {};  // of the attribute

  // Who has a user counts as authenticated, who has none as anonymous, with a session or without.
  bool includes(const Identity& identity) const;
};

// Value type. Without a pattern any name will do.
struct AudiencePattern {
  AudienceKind kind = AudienceKind::kBroadcast;
  std::optional<std::string> name = {};

  bool includes(const Channel& channel) const;
};

// One line of a rule file. Value type.
struct Rule {
  Verdict verdict = Verdict::kDeny;
  std::optional<Access> access = {};            // nullopt: any
  std::vector<AudiencePattern> audiences = {};  // none: any
  std::string facility = {};                    // a pattern
  Who who = {};
  std::string shown = {};  // "site.rules:3: allow ...", as clients and logs may see it

  bool appliesTo(const RequestedChannel& requested, const Identity& identity) const;
};

}  // namespace fanfare::policies

#endif  // FANFARE_POLICIES_RULE_H_
