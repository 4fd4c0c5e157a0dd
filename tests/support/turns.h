#ifndef FANFARE_TESTS_SUPPORT_TURNS_H_
#define FANFARE_TESTS_SUPPORT_TURNS_H_

#include "net/reactor.h"

namespace fanfare::testing {

// One turn of `reactor`, on this thread, without waiting.
inline void turn(net::Reactor& reactor) {
  reactor.stop();
  reactor.run();
}

// Turns until `isDone()`, which is to come true by itself; CTest's limit ends a test where it does
// not.
template <typename Condition>
void turnUntil(net::Reactor& reactor, const Condition& isDone) {
  while (!isDone()) turn(reactor);
}

}  // namespace fanfare::testing

#endif  // FANFARE_TESTS_SUPPORT_TURNS_H_
