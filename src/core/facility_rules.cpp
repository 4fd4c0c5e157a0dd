#include "core/facility_rules.h"

#include <algorithm>
#include <cstddef>
#include <tuple>
#include <utility>

#include "fanfare/utf8.h"

#include "model/ascii.h"

namespace fanfare::core {
namespace {

constexpr std::string_view kWildcards = "*?";
constexpr std::size_t kMaxPatternBytes = 2 * Channel::kMaxFacilityBytes;

// Smaller is more specific.
auto rankOf(const std::string& pattern) {
  const auto firstWildcard = pattern.find_first_of(kWildcards);
  const auto wildcards = std::count_if(pattern.begin(), pattern.end(), [](char c) {
    return kWildcards.find(c) != std::string_view::npos;
  });
  const bool hasWildcard = firstWildcard != std::string::npos;
  const auto begin = static_cast<std::ptrdiff_t>(hasWildcard ? firstWildcard : pattern.size());
  const auto text = static_cast<std::ptrdiff_t>(pattern.size()) - wildcards;
  return std::make_tuple(hasWildcard, -begin, -text);
}

std::optional<std::string_view> whyUnfit(const std::string& pattern) {
  if (pattern.empty()) return "it is empty";
  if (pattern.size() > kMaxPatternBytes) return "it is too long";
  if (std::any_of(pattern.begin(), pattern.end(), isControl)) return "it has a control character";
  if (!isUtf8(pattern)) return "it is not UTF-8";
  return std::nullopt;
}

// `patterns` are of one list, named by `list` in the error.
Result<void> validate(const std::vector<std::string>& patterns, std::string_view list) {
  for (auto pattern = patterns.begin(); pattern != patterns.end(); ++pattern) {
    auto why = whyUnfit(*pattern);
    if (std::find(patterns.begin(), pattern, *pattern) != pattern) why = "it stands there twice";
    if (!why) continue;
    const std::string shown = isUtf8(*pattern) ? *pattern : "?";
    return Error{ErrorCode::kInvalidArgument,
                 std::string(list) + ": pattern '" + shown + "': " + std::string(*why)};
  }
  return {};
}

// The character at `at` takes so many bytes; `text` is well-formed, or read byte by byte.
std::size_t characterAt(std::string_view text, std::size_t at) {
  std::size_t size = 1;
  while (at + size < text.size() && (static_cast<unsigned char>(text[at + size]) & 0xC0) == 0x80) {
    ++size;
  }
  return size;
}

template <typename T>
void inherit(std::optional<T>& setting, const std::optional<T>& declared) {
  if (!setting) setting = declared;
}

}  // namespace

Deflating FacilitySettings::deflateFor(AudienceKind audience) const {
  const bool isPublic = audience == AudienceKind::kBroadcast || audience == AudienceKind::kRoom;
  return isPublic ? publicDeflate : privateDeflate;
}

Result<FacilityRules> FacilityRules::of(std::vector<std::string> allow,
                                        std::vector<FacilityRule> rules) {
  std::vector<std::string> declared;
  declared.reserve(rules.size());
  for (const auto& rule : rules) declared.push_back(rule.pattern);
  if (auto valid = validate(allow, "facility.allow"); !valid) return valid.error();
  if (auto valid = validate(declared, "facility.<pattern>"); !valid) return valid.error();

  FacilityRules made;
  made.allow_ = std::move(allow);
  made.rules_ = std::move(rules);
  std::stable_sort(made.rules_.begin(), made.rules_.end(), [](const auto& a, const auto& b) {
    return rankOf(a.pattern) < rankOf(b.pattern);
  });
  return made;
}

FacilitySettings FacilityRules::settingsFor(std::string_view facility) const {
  FacilityRule found;
  for (const auto& rule : rules_) {
    if (!matchesPattern(rule.pattern, facility)) continue;
    inherit(found.colons, rule.colons);
    inherit(found.publicDeflate, rule.publicDeflate);
    inherit(found.privateDeflate, rule.privateDeflate);
  }

  FacilitySettings settings;
  settings.isAllowed = std::any_of(
      allow_.begin(), allow_.end(),
      [facility](const std::string& pattern) { return matchesPattern(pattern, facility); });
  settings.colons = found.colons.value_or(settings.colons);
  settings.publicDeflate = found.publicDeflate.value_or(settings.publicDeflate);
  settings.privateDeflate = found.privateDeflate.value_or(settings.privateDeflate);
  return settings;
}

bool FacilityRules::mayHaveColons() const {
  return std::any_of(rules_.begin(), rules_.end(),
                     [](const FacilityRule& rule) { return rule.colons == Colons::kInFacility; });
}

// Where text and pattern part, the last `*` takes in one character more.
bool matchesPattern(std::string_view pattern, std::string_view text) {
  std::size_t inPattern = 0;
  std::size_t inText = 0;
  std::size_t lastStar = std::string_view::npos;
  std::size_t takenIn = 0;
  while (inText < text.size()) {
    const char wanted = inPattern < pattern.size() ? pattern[inPattern] : '\0';
    const bool isInPattern = inPattern < pattern.size();
    if (isInPattern && wanted == '*') {
      lastStar = inPattern++;
      takenIn = inText;
    } else if (isInPattern && wanted == '?') {
      ++inPattern;
      inText += characterAt(text, inText);
    } else if (isInPattern && wanted == text[inText]) {
      ++inPattern;
      ++inText;
    } else if (lastStar != std::string_view::npos) {
      inPattern = lastStar + 1;
      takenIn += characterAt(text, takenIn);
      inText = takenIn;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', inPattern) == std::string_view::npos;
}

}  // namespace fanfare::core
