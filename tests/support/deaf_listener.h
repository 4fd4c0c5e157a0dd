#ifndef FANFARE_TESTS_SUPPORT_DEAF_LISTENER_H_
#define FANFARE_TESTS_SUPPORT_DEAF_LISTENER_H_

#include <string_view>

#include "core/key_listener.h"

namespace fanfare::testing {

// Passes over all that a broker tells it.
class DeafListener final : public core::KeyListener {
 public:
  void onMessage(const Channel& /*channel*/, MessagePtr /*message*/) override {}
  void onKeyMessage(std::string_view /*key*/, MessagePtr /*message*/) override {}
  void onSubscribed(const Channel& /*channel*/) override {}
  void onLost() override {}
  void onReachable() override {}
};

}  // namespace fanfare::testing

#endif  // FANFARE_TESTS_SUPPORT_DEAF_LISTENER_H_
