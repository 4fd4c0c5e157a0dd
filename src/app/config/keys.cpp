#include "app/config/keys.h"

#include <cctype>

#include "app/config/key_table.h"
#include "app/nearest.h"
#include "model/ascii.h"

namespace fanfare::app {
namespace {

constexpr std::string_view kVariablePrefix = "FANFARE_";

// A key's name around its placeholder.
struct Shape {
  std::string before;
  std::string after;
  bool hasPlaceholder = false;
  bool mayHoldDots = false;
};

Shape shapeOf(const std::string& name) {
  const auto open = name.find('<');
  if (open == std::string::npos) return {name, ""};
  const auto close = name.find('>', open);
  const bool isPattern = name.substr(open, close - open + 1) == "<pattern>";
  return {name.substr(0, open), name.substr(close + 1), true, isPattern};
}

// What stands for the placeholder in `name`; nullopt if `name` is not of that shape.
std::optional<std::string> wildcardIn(std::string_view name, const Shape& shape) {
  if (!shape.hasPlaceholder) {
    return name == shape.before ? std::optional<std::string>("") : std::nullopt;
  }
  const auto around = shape.before.size() + shape.after.size();
  if (name.size() <= around) return std::nullopt;
  if (name.substr(0, shape.before.size()) != shape.before) return std::nullopt;
  if (name.substr(name.size() - shape.after.size()) != shape.after) return std::nullopt;

  std::string wildcard(name.substr(shape.before.size(), name.size() - around));
  const bool hasDot = wildcard.find('.') != std::string::npos;
  return hasDot && !shape.mayHoldDots ? std::nullopt : std::optional(std::move(wildcard));
}

std::string variableOf(std::string_view keyPart) {
  std::string variable(keyPart);
  for (char& c : variable) {
    c = c == '.' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  }
  return variable;
}

Shape variableShape(Shape shape) {
  shape.before = std::string(kVariablePrefix) + variableOf(shape.before);
  shape.after = variableOf(shape.after);
  return shape;
}

// Of several keys that `name` fits, the one that says most of it: "api.key.<name>.scope" rather
// than "api.key.<name>".
template <typename ShapeOf>
std::optional<KeyMatch> bestMatch(std::string_view name, ShapeOf shapeOfKey) {
  std::optional<KeyMatch> best;
  std::size_t bestSize = 0;
  for (const auto& key : keys()) {
    const Shape shape = shapeOfKey(key.name);
    auto wildcard = wildcardIn(name, shape);
    const auto size = shape.before.size() + shape.after.size();
    if (!wildcard || (best && size <= bestSize)) continue;
    best.emplace(KeyMatch{key, *std::move(wildcard)});
    bestSize = size;
  }
  return best;
}

// A name of that shape whose placeholder is filled as in `name`, so that the rest compares.
std::string filledLike(const Shape& shape, std::string_view name) {
  if (!shape.hasPlaceholder) return shape.before;
  if (name.substr(0, shape.before.size()) != shape.before) {
    return shape.before + "..." + shape.after;
  }
  const auto rest = name.substr(shape.before.size());
  const auto end = shape.after.empty() ? rest.find('.') : rest.rfind(shape.after.front());
  return shape.before + std::string(rest.substr(0, end)) + shape.after;
}

template <typename CandidateOf>
std::string nearestOf(std::string_view name, CandidateOf candidateOf) {
  std::vector<std::string> candidates;
  for (const auto& key : keys()) candidates.push_back(candidateOf(key));
  return nearestTo(name, candidates);
}

}  // namespace

const std::vector<Key>& keys() {
  static const std::vector<Key> kKeys = keyTable();
  return kKeys;
}

std::optional<KeyMatch> keyOf(std::string_view name) { return bestMatch(name, shapeOf); }

std::optional<KeyMatch> keyOfVariable(std::string_view variable) {
  auto match = bestMatch(variable, [](const std::string& n) { return variableShape(shapeOf(n)); });
  if (match) {
    for (char& c : match->wildcard) c = lowerCased(c);
  }
  return match;
}

std::string KeyMatch::filledIn() const {
  const Shape shape = shapeOf(key.name);
  return shape.before + wildcard + shape.after;
}

std::string nearestKey(std::string_view name) {
  return nearestOf(name, [name](const Key& key) { return filledLike(shapeOf(key.name), name); });
}

std::string nearestVariable(std::string_view name) {
  return nearestOf(
      name, [name](const Key& key) { return filledLike(variableShape(shapeOf(key.name)), name); });
}

}  // namespace fanfare::app
