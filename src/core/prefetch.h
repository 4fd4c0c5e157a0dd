#ifndef FANFARE_CORE_PREFETCH_H_
#define FANFARE_CORE_PREFETCH_H_

#include <functional>
#include <vector>

#include "fanfare/handshake.h"

namespace fanfare::core {

// Reads ahead what judging visitors will ask for, for many in one go, so that who judges them finds
// it there and no thread waits.
//
// Threads: safe from any.
class Prefetch {
 public:
  using Done = std::function<void()>;

  virtual ~Prefetch() = default;

  // Begins to read what the cookies of `handshakes`, of which nothing else is looked at, lead to;
  // they need not outlive the call.
  // `done` is called once, from any thread, when all of it is there or has failed; without `done`
  // being called ever, false if there is nothing to read.
  virtual bool begin(const std::vector<const Handshake*>& handshakes, Done done) = 0;
};

}  // namespace fanfare::core

#endif  // FANFARE_CORE_PREFETCH_H_
