#include "foreign/pickle_heap.h"

#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

namespace fanfare::foreign {

// Copies what is held in several places to each of them, within the bounds.
class PickleHeap::Builder {
 public:
  Builder(const PickleHeap& heap, const PickleBounds& bounds, Fidelity fidelity)
      : heap_(heap), bounds_(bounds), fidelity_(fidelity) {}

  Value build(Id id, int depth) {
    const Node& node = heap_.nodes_[id];
    if (depth > kMaxPickleDepth || ++values_ > bounds_.values) return fail("it holds too much");
    switch (node.kind) {
      case Kind::kPlain:
        return plain(node.value);
      case Kind::kDict:
        return object(node.items, depth);
      case Kind::kSetClass:
      case Kind::kOpaqueClass:
        return fail("it holds more than plain data");
      case Kind::kTuple:
        return Value::ofTuple(elements(node.items, depth));
      default:
        return Value::ofArray(elements(node.items, depth));
    }
  }

  const char* error() const { return error_; }

 private:
  Value fail(const char* why) {
    if (!error_) error_ = why;
    return {};
  }

  Value plain(const Value& value) {
    const bool counts = fidelity_ == Fidelity::kExact || value.asText();
    if (counts) textBytes_ += value.size();
    return textBytes_ > bounds_.textBytes ? fail("it holds too much") : value;
  }

  Value::Array elements(const Ids& items, int depth) {
    Value::Array built;
    for (std::size_t i = 0; i < items.size() && !error_; ++i) {
      built.push_back(build(items[i], depth + 1));
    }
    return built;
  }

  // As json.dumps() names a member; nullopt if it has no name.
  std::optional<std::string> nameOf(const Node& key) {
    if (key.kind != Kind::kPlain) return otherKey();
    const Value value = plain(key.value);
    if (auto text = value.asText()) return text;
    if (fidelity_ == Fidelity::kForgiving) return std::nullopt;
    if (value.isNull()) return "null";
    if (const auto boolean = value.asBoolean()) return *boolean ? "true" : "false";
    auto digits = value.asDigits();
    return digits ? digits : otherKey();
  }

  std::optional<std::string> otherKey() {
    if (fidelity_ == Fidelity::kExact) (void)fail("it holds a key that JSON has not");
    return std::nullopt;
  }

  Value object(const Ids& items, int depth) {
    Value::Object members;
    std::unordered_map<std::string, std::size_t> places;
    for (std::size_t i = 0; i + 1 < items.size() && !error_; i += 2) {
      const Node& key = heap_.nodes_[items[i]];
      if (++values_ > bounds_.values) return fail("it holds too much");
      auto name = nameOf(key);
      if (!name) continue;
      const auto [at, isNew] = places.emplace(*name, members.size());
      if (isNew) members.emplace_back(*std::move(name), Value());
      members[at->second].second = build(items[i + 1], depth + 1);
    }
    return Value::ofObject(std::move(members));
  }

  const PickleHeap& heap_;
  const PickleBounds& bounds_;
  const Fidelity fidelity_;
  std::size_t values_ = 0;
  std::size_t textBytes_ = 0;
  const char* error_ = nullptr;
};

void PickleHeap::append(Id to, const Ids& items) {
  Ids& all = nodes_[to].items;
  all.insert(all.end(), items.begin(), items.end());
}

Result<Value> PickleHeap::valueOf(Id root, const PickleBounds& bounds, Fidelity fidelity) const {
  Builder builder(*this, bounds, fidelity);
  Value value = builder.build(root, 0);
  if (builder.error()) return Error{ErrorCode::kInvalidArgument, builder.error()};
  return value;
}

PickleHeap::Id PickleHeap::add(Node node) {
  nodes_.push_back(std::move(node));
  return static_cast<Id>(nodes_.size() - 1);
}

}  // namespace fanfare::foreign
