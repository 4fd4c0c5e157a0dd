// What goes between the reactors and the broker's thread. Each side collects it during a turn and
// posts it once, so that a burst costs one wake-up.

#ifndef FANFARE_APP_EXCHANGE_H_
#define FANFARE_APP_EXCHANGE_H_

#include <cstddef>
#include <functional>
#include <utility>
#include <variant>
#include <vector>

#include "fanfare/broker.h"

#include "core/router_link.h"
#include "net/reactor.h"

namespace fanfare::app {

// What a reactor asks of the broker's thread, in order. Value types.
struct PublishOrder {
  std::vector<Publication> publications;
  Broker::PublishDone done;  // to be called on the reactor
};
using Order = std::variant<core::HubNotice, PublishOrder>;

// What the broker's thread tells a reactor, in order. Value types.
struct PublishAnswer {
  Broker::PublishDone done;
  Result<void> result;
};
using Answer = std::variant<core::RouterNotice, PublishAnswer>;

// About what `answers` hold of memory.
std::size_t bytesOf(const std::vector<Answer>& answers);

// Items of one turn, handed on together at its end.
//
// Threads: confined to `reactor`, which outlives it.
template <typename Item>
class TurnBatch {
 public:
  using Items = std::vector<Item>;
  using Send = std::function<void(Items)>;

  TurnBatch(net::Reactor& reactor, Send send) : reactor_(reactor), send_(std::move(send)) {}
  TurnBatch(const TurnBatch&) = delete;
  TurnBatch& operator=(const TurnBatch&) = delete;

  void add(Item item) {
    if (items_.empty()) {
      reactor_.atEndOfTurn([this] { send_(std::exchange(items_, {})); });
    }
    items_.push_back(std::move(item));
  }

  // The item added last in this turn; null if there is none.
  Item* last() { return items_.empty() ? nullptr : &items_.back(); }

 private:
  net::Reactor& reactor_;
  const Send send_;
  Items items_;
};

}  // namespace fanfare::app

#endif  // FANFARE_APP_EXCHANGE_H_
