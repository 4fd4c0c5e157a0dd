#include "app/nearest.h"

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <utility>

namespace fanfare::app {
namespace {

// How many letters must be changed, put in, left out or swapped to make `b` of `a`.
std::size_t editDistance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before;
  std::vector<std::size_t> previous(b.size() + 1);
  std::iota(previous.begin(), previous.end(), 0U);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::vector<std::size_t> row(b.size() + 1, i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t change = a[i - 1] == b[j - 1] ? 0 : 1;
      row[j] = std::min({previous[j] + 1, row[j - 1] + 1, previous[j - 1] + change});
      const bool isSwap = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (isSwap) row[j] = std::min(row[j], before[j - 2] + 1);
    }
    before = std::exchange(previous, std::move(row));
  }
  return previous.back();
}

}  // namespace

std::string nearestTo(std::string_view name, const std::vector<std::string>& candidates) {
  constexpr std::size_t kAlways = 2;
  constexpr std::size_t kPart = 3;

  std::string nearest;
  std::size_t least = std::max(kAlways, name.size() / kPart) + 1;
  for (const auto& candidate : candidates) {
    const auto distance = editDistance(name, candidate);
    if (distance >= least) continue;
    least = distance;
    nearest = candidate;
  }
  return nearest;
}

std::string suggestionOf(const std::string& nearest) {
  return nearest.empty() ? "" : ", did you mean '" + nearest + "'?";
}

}  // namespace fanfare::app
