// What goes between the reactors and the broker's thread. Each side collects it during a turn and
// posts it once, so that a burst costs one wake-up.

#ifndef FANFARE_APP_EXCHANGE_H_
#define FANFARE_APP_EXCHANGE_H_

#include <cstddef>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "fanfare/broker.h"

#include "core/client_key.h"
#include "core/router_link.h"
#include "core/topic_reader.h"

namespace fanfare::app {

// What a client publishes; `done` is to be called on its reactor. Value type.
struct PublishOrder {
  core::ClientKey client;
  std::vector<Publication> publications;
  Broker::PublishDone done;
};

// What a reactor wants to know of tombstones; `done` is to be called on it. The names are without
// the prefix. Value type.
struct TombstonesOrder {
  std::vector<std::string> names;
  Broker::StampsDone done;
};

// What a client makes this node say on a topic. Value type.
struct TopicOrder {
  std::string topic;
  std::string payload;
};

// What a reactor asks of the broker's thread, in order.
using Order = std::variant<core::HubNotice, PublishOrder, TombstonesOrder, TopicOrder>;
using Orders = std::vector<Order>;

// Value type.
struct PublishAnswer {
  Broker::PublishDone done;
  Result<void> result;
};

// Value type.
struct TombstonesAnswer {
  Broker::StampsDone done;
  Result<std::vector<std::optional<Broker::Stamp>>> result;
};

// What a topic says of a reactor's clients. Value type.
using ClientEvent = std::variant<core::Adoption, core::ClientOrder>;

// What the broker's thread tells a reactor. Value type.
struct Answers {
  std::vector<core::RouterNotice> notices;  // in order
  std::vector<ClientEvent> events;          // in order, behind the notices
  std::vector<PublishAnswer> published;
  std::vector<TombstonesAnswer> tombstones;

  // About what they hold of memory.
  std::size_t bytes() const;
};

}  // namespace fanfare::app

#endif  // FANFARE_APP_EXCHANGE_H_
