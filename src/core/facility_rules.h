#ifndef FANFARE_CORE_FACILITY_RULES_H_
#define FANFARE_CORE_FACILITY_RULES_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fanfare/channel.h"
#include "fanfare/result.h"

namespace fanfare::core {

enum class Deflating { kOff, kOn };

// What the configuration says under `facility.<pattern>.`; unset is "as elsewhere". Value type.
//
// In a pattern `*` stands for any text, `?` for one character, all else for itself.
struct FacilityRule {
  std::string pattern;
  std::optional<Colons> colons;             // allow_colon
  std::optional<Deflating> publicDeflate;   // compress: broadcast and room channels
  std::optional<Deflating> privateDeflate;  // compress_private: user, group and session channels
};

// What holds for one facility. Value type.
struct FacilitySettings {
  bool isAllowed = false;  // by facility.allow: it may be opened and published to
  Colons colons = Colons::kInName;
  Deflating publicDeflate = Deflating::kOff;
  Deflating privateDeflate = Deflating::kOff;

  Deflating deflateFor(AudienceKind audience) const;
};

// The settings of all facilities. Each setting comes from the most specific of the patterns that
// match and set it: one without wildcards before all others, then the one with the longest text
// before its first wildcard, then the one with more text, then the one that was declared first.
//
// Threads: immutable; safe from any.
class FacilityRules {
 public:
  // Fails with kInvalidArgument, naming the pattern, if one is empty, too long, not UTF-8, holds a
  // control character or stands there twice. Without `allow` nothing is allowed.
  static Result<FacilityRules> of(std::vector<std::string> allow, std::vector<FacilityRule> rules);

  FacilitySettings settingsFor(std::string_view facility) const;

  // Whether there may be a facility with colons in its name.
  bool mayHaveColons() const;

 private:
  FacilityRules() = default;

  std::vector<std::string> allow_;
  std::vector<FacilityRule> rules_;  // the most specific first
};

// Whether `pattern` matches all of `text`. Takes time in proportion to their product at most.
bool matchesPattern(std::string_view pattern, std::string_view text);

}  // namespace fanfare::core

#endif  // FANFARE_CORE_FACILITY_RULES_H_
