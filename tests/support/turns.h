#ifndef FANFARE_TESTS_SUPPORT_TURNS_H_
#define FANFARE_TESTS_SUPPORT_TURNS_H_

#include "net/reactor.h"

namespace fanfare::net {

// One turn of `reactor`, on this thread, without waiting.
inline void turn(Reactor& reactor) {
  reactor.stop();
  reactor.run();
}

// Turns until `isDone()`, which is to come true by itself; CTest's limit ends a test where it does
// not.
template <typename Condition>
void turnUntil(Reactor& reactor, const Condition& isDone) {
  while (!isDone()) turn(reactor);
}

}  // namespace fanfare::net

#endif  // FANFARE_TESTS_SUPPORT_TURNS_H_
