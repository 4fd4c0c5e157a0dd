#include "dialects/json_members.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <iterator>
#include <limits>
#include <utility>

namespace fanfare::dialects {
namespace {

// ECMAScript's array indexes are 0 to 2^32 - 2, in decimal.
constexpr std::uint32_t kNoIndex = std::numeric_limits<std::uint32_t>::max();

// Of so many, each name is compared with each other; more are sorted for it.
constexpr std::ptrdiff_t kFewNames = 12;

std::uint32_t indexOf(std::string_view name) {
  if (name.empty() || name.front() < '0' || name.front() > '9') return kNoIndex;
  if (name.front() == '0' && name.size() > 1) return kNoIndex;
  std::uint32_t index = 0;
  const auto read = std::from_chars(name.data(), name.data() + name.size(), index);
  return read.ec == std::errc() && read.ptr == name.data() + name.size() ? index : kNoIndex;
}

// The functions below take the members of one object, which have a name each.

template <typename Iterator>
bool areSorted(Iterator first, Iterator end) {
  const auto isNoFurther = [](const auto& one, const auto& next) { return one.name >= next.name; };
  return std::adjacent_find(first, end, isNoFurther) == end;
}

template <typename Iterator>
bool areUnique(Iterator first, Iterator end) {
  if (areSorted(first, end)) return true;
  if (end - first > kFewNames) {
    std::vector<std::string_view> names;
    names.reserve(static_cast<std::size_t>(end - first));
    std::transform(first, end, std::back_inserter(names), [](const auto& one) { return one.name; });
    std::sort(names.begin(), names.end());
    return std::adjacent_find(names.begin(), names.end()) == names.end();
  }
  for (auto one = first; one != end; ++one) {
    const auto isSame = [one](const auto& other) { return other.name == one->name; };
    if (std::any_of(first, one, isSame)) return false;
  }
  return true;
}

template <typename Iterator>
bool haveIndexesFirst(Iterator first, Iterator end) {
  std::int64_t previous = -1;
  for (auto one = first; one != end; ++one) {
    const std::uint32_t index = indexOf(one->name);
    if (index != kNoIndex && index <= previous) return false;
    previous = index;
  }
  return true;
}

// Sorts them, and makes one of those with the same name.
template <typename Iterator>
Iterator mergeSame(Iterator first, Iterator end) {
  std::sort(first, end, [](const auto& one, const auto& other) {
    const int difference = one.name.compare(other.name);
    return difference != 0 ? difference < 0 : one.place < other.place;
  });
  auto kept = first;
  for (auto one = std::next(first); one != end; ++one) {
    if (one->name != kept->name) {
      *++kept = *one;
    } else {
      kept->begin = one->begin;
      kept->end = one->end;
    }
  }
  return std::next(kept);
}

}  // namespace

void JsonMembers::beginObject(std::size_t at) { open_.push_back({at, members_.size()}); }

void JsonMembers::add(std::string_view name, std::size_t at) {
  members_.push_back({name, at, at, at});
}

void JsonMembers::endObject(std::size_t at) {
  const OpenObject object = open_.back();
  open_.pop_back();
  const auto first = firstOf(object);
  const bool isInOrder = order_ == Order::kSorted ? areSorted(first, members_.end())
                                                  : haveIndexesFirst(first, members_.end()) &&
                                                        areUnique(first, members_.end());
  if (!isInOrder) rearrange(object, at);
  members_.erase(firstOf(object), members_.end());
}

JsonMembers::Members::iterator JsonMembers::firstOf(const OpenObject& object) {
  return members_.begin() + static_cast<std::ptrdiff_t>(object.firstMember);
}

void JsonMembers::rearrange(const OpenObject& object, std::size_t end) {
  const auto first = firstOf(object);
  for (auto one = first; one != members_.end(); ++one) {
    const auto next = std::next(one);
    one->end = (next == members_.end() ? end : next->begin) - 1;  // of the brace or the comma
  }
  const auto last = mergeSame(first, members_.end());
  if (order_ == Order::kIndexesFirst) {
    std::sort(first, last, [](const auto& one, const auto& other) {
      return std::make_pair(indexOf(one.name), one.place) <
             std::make_pair(indexOf(other.name), other.place);
    });
  }
  rearranged_.push_back(
      {object.begin, end, pieces_.size(), static_cast<std::size_t>(last - first)});
  for (auto one = first; one != last; ++one) {
    pieces_.push_back({one->begin, one->end, one != first});
  }
}

std::string JsonMembers::inOrder(std::string text) {
  if (rearranged_.empty()) return text;
  const auto beginsBefore = [](const auto& one, const auto& other) {
    return one.begin < other.begin;
  };
  std::sort(rearranged_.begin(), rearranged_.end(), beginsBefore);

  std::string ordered;
  ordered.reserve(text.size());
  std::vector<Piece> rest{{0, text.size(), false}};
  while (!rest.empty()) {
    const Piece piece = rest.back();
    rest.pop_back();
    if (piece.hasComma) ordered += ',';
    const auto object =
        std::lower_bound(rearranged_.begin(), rearranged_.end(), piece, beginsBefore);
    if (object == rearranged_.end() || object->begin >= piece.end) {
      ordered.append(text, piece.begin, piece.end - piece.begin);
      continue;
    }
    ordered.append(text, piece.begin, object->begin + 1 - piece.begin);
    rest.push_back({object->end - 1, piece.end, false});
    const auto first =
        pieces_.rend() - static_cast<std::ptrdiff_t>(object->firstPiece + object->pieceCount);
    rest.insert(rest.end(), first, first + static_cast<std::ptrdiff_t>(object->pieceCount));
  }
  return ordered;
}

}  // namespace fanfare::dialects
