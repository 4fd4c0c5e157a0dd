#ifndef FANFARE_TESTS_SUPPORT_SUBSCRIBED_H_
#define FANFARE_TESTS_SUPPORT_SUBSCRIBED_H_

#include "fanfare/channel.h"

#include "core/hub.h"
#include "core/subscriber.h"

namespace fanfare::testing {

// A subscription that ends with its scope. `hub` outlives it.
class Subscribed final : public core::Subscription {
 public:
  Subscribed(core::Hub& hub, const Channel& channel, core::Subscriber& subscriber)
      : Subscription(hub, channel, subscriber), hub_(hub) {}
  Subscribed(const Subscribed&) = delete;
  Subscribed& operator=(const Subscribed&) = delete;
  ~Subscribed() { end(hub_); }

  const Channel& channel() const { return channelIn(hub_); }

 private:
  core::Hub& hub_;
};

}  // namespace fanfare::testing

#endif  // FANFARE_TESTS_SUPPORT_SUBSCRIBED_H_
