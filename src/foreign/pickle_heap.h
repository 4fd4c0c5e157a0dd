#ifndef FANFARE_FOREIGN_PICKLE_HEAP_H_
#define FANFARE_FOREIGN_PICKLE_HEAP_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "fanfare/result.h"

#include "foreign/pickle.h"
#include "foreign/value.h"

namespace fanfare::foreign {

// What a pickle has made so far. Lists, sets and dicts may be held in several places and grow after
// that, as in Python, so they are known by number.
//
// Threads: confined to the one that reads.
class PickleHeap final {
 public:
  using Id = std::uint32_t;
  using Ids = std::vector<Id>;

  enum class Kind {
    kPlain,
    kList,
    kTuple,
    kFrozenSet,
    kSet,
    kDict,         // keys and values in turn
    kSetClass,     // what makes a set of a list, in protocols that have no sets
    kOpaqueClass,  // whose instances are null
  };

  Id addPlain(Value value) { return add({Kind::kPlain, std::move(value), {}}); }
  // REQUIRES: an even number of items for kDict.
  Id addHolding(Kind kind, Ids items) { return add({kind, {}, std::move(items)}); }

  std::size_t size() const { return nodes_.size(); }
  Kind kindOf(Id id) const { return nodes_[id].kind; }
  const Value& plain(Id id) const { return nodes_[id].value; }

  const Ids& itemsOf(Id id) const { return nodes_[id].items; }

  void append(Id to, const Ids& items);

  // As readPickle() reads, or as readPickleExactly() does.
  enum class Fidelity { kForgiving, kExact };

  // What `root` holds, however deep. Fails as they do.
  Result<Value> valueOf(Id root, const PickleBounds& bounds, Fidelity fidelity) const;

 private:
  struct Node {
    Kind kind;
    Value value;
    Ids items;
  };
  class Builder;

  Id add(Node node);

  std::vector<Node> nodes_;
};

}  // namespace fanfare::foreign

#endif  // FANFARE_FOREIGN_PICKLE_HEAP_H_
