#include "policies/chain.h"

#include <algorithm>
#include <cassert>
#include <iterator>
#include <utility>

namespace fanfare::policies {
namespace {

// What of `before`, the rules that granted `requested`, still holds of `after`, with its own rules
// behind.
std::vector<std::string> bothRules(const RequestedChannels& requested,
                                   std::vector<std::string> before, const Grant& after) {
  std::vector<std::string> rules = after.grantedBy;
  for (std::size_t i = 0; i < rules.size(); ++i) {
    const auto at = std::find(requested.begin(), requested.end(), after.granted[i]);
    auto& earlier = before[static_cast<std::size_t>(at - requested.begin())];
    rules[i] = earlier.append("; ").append(rules[i]);
  }
  return rules;
}

}  // namespace

Chain::Chain(std::vector<std::unique_ptr<Policy>> links) : links_(std::move(links)) {
  assert(!links_.empty());
  for (const auto& link : links_) name_.append(name_.empty() ? "" : ", ").append(link->name());
}

Decision Chain::check(const Handshake& handshake, const Identity& identity,
                      const RequestedChannels& requested) const {
  Decision decision = decide(*links_.front(), handshake, identity, requested);
  for (std::size_t i = 1; i < links_.size(); ++i) {
    auto* left = std::get_if<Grant>(&decision);
    if (!left) return decision;
    Decision next = decide(*links_[i], handshake, identity, left->granted);
    if (auto* grant = std::get_if<Grant>(&next)) {
      grant->grantedBy = bothRules(left->granted, std::move(left->grantedBy), *grant);
      grant->withheld.insert(grant->withheld.begin(),
                             std::make_move_iterator(left->withheld.begin()),
                             std::make_move_iterator(left->withheld.end()));
    }
    decision = std::move(next);
  }
  return decision;
}

}  // namespace fanfare::policies
