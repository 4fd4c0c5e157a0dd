#include "sessions/accounts.h"

#include <cstddef>
#include <utility>

namespace fanfare::sessions {

std::vector<Result<Identity>> confirmedBy(const Accounts* accounts,
                                          std::vector<Result<Claim>> claims) {
  std::vector<Result<Identity>> found;
  std::vector<Claim> asked;
  std::vector<std::size_t> places;  // of what is asked, in `found`
  for (auto& claim : claims) {
    if (!claim) {
      found.emplace_back(claim.error());
    } else if (!accounts) {
      found.emplace_back(std::move(claim).value().identity);
    } else {
      places.push_back(found.size());
      asked.push_back(std::move(claim).value());
      found.emplace_back(Identity{});
    }
  }
  if (asked.empty()) return found;
  auto answers = accounts->confirm(std::move(asked));
  for (std::size_t i = 0; i < places.size(); ++i) found[places[i]] = std::move(answers[i]);
  return found;
}

}  // namespace fanfare::sessions
