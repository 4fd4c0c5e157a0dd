#include "core/prefetches.h"

#include <atomic>
#include <cstddef>
#include <memory>
#include <utility>

namespace fanfare::core {

bool Prefetches::begin(const std::vector<const Handshake*>& handshakes, Done done) {
  const auto left = std::make_shared<std::atomic<std::size_t>>(1);  // the one is this call
  const Done oneIsDone = [left, done = std::move(done)] {
    if (left->fetch_sub(1) == 1) done();
  };
  bool hasBegun = false;
  for (Prefetch* const prefetch : all_) {
    left->fetch_add(1);
    if (prefetch->begin(handshakes, oneIsDone)) {
      hasBegun = true;
    } else {
      left->fetch_sub(1);
    }
  }
  if (hasBegun) oneIsDone();
  return hasBegun;
}

}  // namespace fanfare::core
