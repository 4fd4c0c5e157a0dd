#ifndef FANFARE_POLICIES_RULE_FILE_H_
#define FANFARE_POLICIES_RULE_FILE_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "fanfare/result.h"

#include "policies/rule.h"

namespace fanfare::policies {

constexpr std::size_t kMaxRuleFileBytes = 256 * 1024;
constexpr std::size_t kMaxRules = 2000;

// The rules of one file, in their order. Value type.
struct RuleFile {
  std::string name;  // without its directory
  std::vector<Rule> rules;
};

// Reads `text`, the content of the file `name`. Its grammar is drawn in the source;
// docs/policies.md explains it. Fails with kInvalidArgument and "name:line:column: expected ...,
// found ..." at the first thing that is wrong, columns being counted in characters; and if there is
// no rule, which is what is left of a file that was cut off.
Result<RuleFile> parseRules(std::string_view text, const std::string& name);

// Likewise, from the file at `path`. Fails also if it cannot be read, is no regular file, or is
// larger than kMaxRuleFileBytes.
Result<RuleFile> readRuleFile(const std::string& path);

}  // namespace fanfare::policies

#endif  // FANFARE_POLICIES_RULE_FILE_H_
