#include "app/config/http_resolver_keys.h"

#include <string>

#include "app/config/backend_keys.h"
#include "app/config/setters.h"
#include "backend/request.h"
#include "model/ascii.h"

namespace fanfare::app {
namespace {

constexpr std::uint64_t kLongestCache = 60;  // seconds

Result<std::vector<std::string>> forwardedIn(const std::string& text) {
  auto names = listIn(text);
  std::vector<std::string> seen{"Cookie", "Authorization"};
  for (const auto& name : names) {
    const auto wrong = [&name](const char* what) {
      return Error{ErrorCode::kInvalidArgument, "holds '" + name + "', which " + what};
    };
    if (!backend::mayBeForwarded(name)) return wrong("is no header that can be forwarded");
    for (const auto& other : seen) {
      if (equalsIgnoringCase(name, other)) return wrong("is forwarded already");
    }
    seen.push_back(name);
  }
  return names;
}

}  // namespace

void addHttpResolver(std::vector<Key>& table) {
  addBackend(
      table, "identity.http", [](Config & c) -> auto& { return c.identity.http.backend; });
  table.insert(
      table.end(),
      {{"identity.http.forward_headers", "", "",
        "Headers that are forwarded besides Cookie and Authorization.",
        reading(
            forwardedIn, [](Config & c) -> auto& { return c.identity.http.forward.headers; })},
       {"identity.http.forward_address", "off", "",
        "Whether the visitor's address is, as X-Forwarded-For.",
        onOff([](Config & c) -> auto& { return c.identity.http.forward.hasAddress; })},
       {"identity.http.cache", "2", "seconds",
        "For how long an answer stands for the same cookies and headers; 0: not at all.",
        seconds(
            {0, kLongestCache}, [](Config & c) -> auto& { return c.identity.http.cache; })}});
}

}  // namespace fanfare::app
