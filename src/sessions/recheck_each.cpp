#include "sessions/recheck_each.h"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace fanfare::sessions {

std::vector<Result<Identity>> recheckEach(const std::vector<const SessionResolver*>& resolvers,
                                          const std::vector<Identity>& known) {
  const Error nobody{ErrorCode::kUnavailable, "no session resolver answered"};
  std::vector<Result<Identity>> answers(known.size(), nobody);
  std::vector<bool> isAsked(known.size());
  for (const SessionResolver* resolver : resolvers) {
    std::vector<std::size_t> places;
    std::vector<Identity> its;
    for (std::size_t i = 0; i < known.size(); ++i) {
      if (isAsked[i] || !resolver->isFrom(*known[i].evidence)) continue;
      isAsked[i] = true;
      places.push_back(i);
      its.push_back(known[i]);
    }
    if (its.empty()) continue;
    auto found = resolver->recheck(its);
    for (std::size_t i = 0; i < places.size() && i < found.size(); ++i) {
      answers[places[i]] = std::move(found[i]);
    }
  }
  return answers;
}

bool isFromAny(const std::vector<const SessionResolver*>& resolvers, const Evidence& evidence) {
  return std::any_of(resolvers.begin(), resolvers.end(),
                     [&evidence](const auto* resolver) { return resolver->isFrom(evidence); });
}

}  // namespace fanfare::sessions
