#include "foreign/pickle_heap.h"

#include <string>
#include <unordered_map>
#include <utility>

#include "foreign/pickle.h"

namespace fanfare::foreign {

// Copies what is held in several places to each of them, within the bounds.
class PickleHeap::Builder {
 public:
  explicit Builder(const PickleHeap& heap) : heap_(heap) {}

  Value build(Id id, int depth) {
    const Node& node = heap_.nodes_[id];
    if (depth > kMaxPickleDepth || ++values_ > kMaxPickledValues) return fail("it holds too much");
    switch (node.kind) {
      case Kind::kPlain:
        return plain(node.value);
      case Kind::kDict:
        return object(node.items, depth);
      case Kind::kSetClass:
      case Kind::kOpaqueClass:
        return fail("it holds more than plain data");
      default:
        return array(node.items, depth);
    }
  }

  const char* error() const { return error_; }

 private:
  Value fail(const char* why) {
    if (!error_) error_ = why;
    return {};
  }

  Value plain(const Value& value) {
    textBytes_ += value.asText().value_or("").size();
    return textBytes_ > kMaxPickledTextBytes ? fail("it holds too much") : value;
  }

  Value array(const Ids& items, int depth) {
    Value::Array elements;
    for (std::size_t i = 0; i < items.size() && !error_; ++i) {
      elements.push_back(build(items[i], depth + 1));
    }
    return Value::ofArray(std::move(elements));
  }

  Value object(const Ids& items, int depth) {
    Value::Object members;
    std::unordered_map<std::string, std::size_t> places;
    for (std::size_t i = 0; i + 1 < items.size() && !error_; i += 2) {
      const Node& key = heap_.nodes_[items[i]];
      if (++values_ > kMaxPickledValues) return fail("it holds too much");
      auto name = key.kind == Kind::kPlain ? plain(key.value).asText() : std::nullopt;
      if (!name) continue;
      const auto [at, isNew] = places.emplace(*name, members.size());
      if (isNew) members.emplace_back(*std::move(name), Value());
      members[at->second].second = build(items[i + 1], depth + 1);
    }
    return Value::ofObject(std::move(members));
  }

  const PickleHeap& heap_;
  std::size_t values_ = 0;
  std::size_t textBytes_ = 0;
  const char* error_ = nullptr;
};

void PickleHeap::append(Id to, const Ids& items) {
  Ids& all = nodes_[to].items;
  all.insert(all.end(), items.begin(), items.end());
}

Result<Value> PickleHeap::valueOf(Id root) const {
  Builder builder(*this);
  Value value = builder.build(root, 0);
  if (builder.error()) return Error{ErrorCode::kInvalidArgument, builder.error()};
  return value;
}

PickleHeap::Id PickleHeap::add(Node node) {
  nodes_.push_back(std::move(node));
  return static_cast<Id>(nodes_.size() - 1);
}

}  // namespace fanfare::foreign
