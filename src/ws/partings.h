#ifndef FANFARE_WS_PARTINGS_H_
#define FANFARE_WS_PARTINGS_H_

#include <chrono>
#include <functional>
#include <map>
#include <utility>

#include "fanfare/channel.h"
#include "fanfare/message.h"

#include "net/timer_wheel.h"

namespace fanfare::ws {

// Channels that clients have given back, for a moment: who asks for one again meanwhile has never
// left it.
//
// Threads: confined to its reactor.
class Partings final : private net::Timer {
 public:
  static constexpr std::chrono::milliseconds kGrace{50};

  // Called when the moment is over; may call this object.
  using OnParted = std::function<void(ConnectionId id, const Channel& channel)>;

  // `timers` outlives it.
  Partings(net::TimerWheel& timers, OnParted onParted)
      : timers_(timers), onParted_(std::move(onParted)) {}

  // It has parted in kGrace to twice that. The caller bounds how many there are.
  void add(ConnectionId id, const Channel& channel);

  // It does not part, if it was about to.
  void remove(ConnectionId id, const Channel& channel);

 private:
  using Channels = std::multimap<ConnectionId, Channel>;

  static void remove(ConnectionId id, const Channel& channel, Channels& from);
  void onTimer() override;

  net::TimerWheel& timers_;
  const OnParted onParted_;
  Channels older_;  // part at the next turn of the timer
  Channels younger_;
};

}  // namespace fanfare::ws

#endif  // FANFARE_WS_PARTINGS_H_
