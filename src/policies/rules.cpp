#include "policies/rules.h"

#include <algorithm>
#include <utility>

namespace fanfare::policies {
namespace {

// nullptr if no rule applies.
const Rule* ruleFor(const RuleFile& file, const RequestedChannel& requested,
                    const Identity& identity) {
  const auto found = std::find_if(file.rules.begin(), file.rules.end(), [&](const Rule& rule) {
    return rule.appliesTo(requested, identity);
  });
  return found == file.rules.end() ? nullptr : &*found;
}

}  // namespace

Rules::Rules(std::shared_ptr<const RuleBook> book) : book_(std::move(book)) {}

Decision Rules::check(const Handshake& /*handshake*/, const Identity& identity,
                      const RequestedChannels& requested) const {
  const auto file = book_->current();
  Grant grant;
  for (const auto& channel : requested) {
    const Rule* rule = ruleFor(*file, channel, identity);
    if (!rule) {
      grant.withheld.push_back({channel, file->name + ": no rule allows it"});
    } else if (rule->verdict == Verdict::kDeny) {
      grant.withheld.push_back({channel, rule->shown});
    } else {
      grant.granted.push_back(channel);
      grant.grantedBy.push_back(rule->shown);
    }
  }
  return grant;
}

}  // namespace fanfare::policies
