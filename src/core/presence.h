// Who and what is there, for those who look on.

#ifndef FANFARE_CORE_PRESENCE_H_
#define FANFARE_CORE_PRESENCE_H_

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "fanfare/channel.h"
#include "fanfare/identity.h"

namespace fanfare::core {

// A connection of this node. Value type.
struct ConnectionInfo {
  ConnectionId id = 0;
  std::string facility;
  std::string user;        // empty: not logged in
  std::string sessionKey;  // a secret
  std::vector<std::string> groups;
  std::string address;  // of the client
  std::string dialect;
  std::uint64_t subscriptions = 0;
};

// A channel that somebody of this node listens to. Value type.
struct ChannelInfo {
  Channel channel;
  std::uint64_t subscriptions = 0;
};

// Threads: called on any reactor.
using WantsFacility = std::function<bool(std::string_view facility)>;

// What is asked for: at most `limit`, in order, behind the one that the last page ended with.
struct ConnectionsPage {
  ConnectionId after = 0;
  std::size_t limit = 100;
  WantsFacility wanted;
};
struct ChannelsPage {
  std::string after;  // as `cursorOf` says; empty: from the first
  std::size_t limit = 100;
  WantsFacility wanted;
  std::function<std::string(const Channel&)> cursorOf;  // orders them, another for each
};

}  // namespace fanfare::core

#endif  // FANFARE_CORE_PRESENCE_H_
