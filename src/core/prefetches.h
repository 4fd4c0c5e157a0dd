#ifndef FANFARE_CORE_PREFETCHES_H_
#define FANFARE_CORE_PREFETCHES_H_

#include <vector>

#include "core/prefetch.h"

namespace fanfare::core {

// Several of them as one.
//
// Threads: add() before the first begin().
// Ownership: all that are added outlive it.
class Prefetches final : public Prefetch {
 public:
  void add(Prefetch& prefetch) { all_.push_back(&prefetch); }

  bool isEmpty() const { return all_.empty(); }

  bool begin(const std::vector<const Handshake*>& handshakes, Done done) override;

 private:
  std::vector<Prefetch*> all_;
};

}  // namespace fanfare::core

#endif  // FANFARE_CORE_PREFETCHES_H_
