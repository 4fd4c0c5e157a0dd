#include "app/config/http_policy_keys.h"

#include "app/config/backend_keys.h"
#include "app/config/setters.h"

namespace fanfare::app {

void addHttpPolicy(std::vector<Key>& table) {
  addBackend(
      table, "policy.http", [](Config & c) -> auto& { return c.policy.http; });
  table.push_back({"policy.http.send_session", "off", "",
                   "Whether it is told the session key, which is as good as the visitor's login.",
                   onOff([](Config & c) -> auto& { return c.policy.httpSendSession; })});
}

}  // namespace fanfare::app
