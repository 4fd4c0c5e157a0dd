#ifndef FANFARE_WS_UNDER_WAY_H_
#define FANFARE_WS_UNDER_WAY_H_

#include <cstddef>
#include <list>
#include <optional>
#include <unordered_map>

#include "fanfare/message.h"

namespace fanfare::ws {

// What the clients of a reactor have published and the broker has not answered. While it is too
// much, who wants to publish more stands in line, unread: so the broker is never given more than it
// takes, and nothing has to be refused. Once it has become too much it stays so until the half has
// been answered, so that whose turn it is has room for many messages.
//
// Threads: confined to its reactor.
class UnderWay final {
 public:
  // Value type.
  struct Bounds {
    std::size_t messages = 16'000;  // one for each channel it goes to
    std::size_t bytes = 24u << 20;

    Bounds shareOf(std::size_t sharers) const;
  };

  explicit UnderWay(const Bounds& bounds) : bounds_(bounds) {}

  // Whether it is too much, together with so much that is about to be added.
  bool isTooMuch(std::size_t messages, std::size_t bytes) const;

  void add(std::size_t messages, std::size_t bytes);
  // They are answered, well or not.
  void remove(std::size_t messages, std::size_t bytes);

  // To the end of the line, if it is not in it; and out of it.
  void enter(ConnectionId id);
  void leave(ConnectionId id);
  bool isInLine(ConnectionId id) const { return places_.count(id) > 0; }

  // Takes the first out of the line, unless it is too much, or nobody waits.
  std::optional<ConnectionId> next();

 private:
  const Bounds bounds_;
  std::size_t messages_ = 0;
  std::size_t bytes_ = 0;
  bool isHeld_ = false;  // until the half has been answered
  std::list<ConnectionId> line_;
  std::unordered_map<ConnectionId, std::list<ConnectionId>::iterator> places_;  // in line_
};

}  // namespace fanfare::ws

#endif  // FANFARE_WS_UNDER_WAY_H_
