#ifndef FANFARE_TESTS_SUPPORT_BACKEND_MESSAGES_H_
#define FANFARE_TESTS_SUPPORT_BACKEND_MESSAGES_H_

#include <string>
#include <string_view>

#include "dialects/socketio/backend_message.h"
#include "support/pickled_dicts.h"

namespace fanfare::testing {

// What python-socketio 5.13 published of emit('update', ({'f': b'\xff'}, [b'ab'])).
inline constexpr char kNestedBytes[] =
    "80049580000000000000007d94288c066d6574686f64948c04656d6974948c056576656e74948c0675706461746594"
    "8c0464617461947d948c0166944301ff94735d9443026162946186948c096e616d657370616365948c012f948c0472"
    "6f6f6d944e8c08736b69705f736964944e8c0863616c6c6261636b944e8c07686f73745f6964948c016894752e";

inline std::string pickledEmit(const std::string& data, const std::string& room = "N") {
  return pickledDict({{"method", pickledText("emit")},
                      {"event", pickledText("update")},
                      {"data", data},
                      {"namespace", pickledText("/")},
                      {"room", room},
                      {"host_id", pickledText("h")}});
}

// An emit as python-socketio writes it in JSON, with these data, and more members.
inline std::string emitInJson(const std::string& data, const std::string& more = "") {
  return R"({"method": "emit", "event": "update", "data": )" + data + R"(, "namespace": "/")" +
         more + "}";
}

inline std::string whyRefused(std::string_view bytes) {
  const auto message = dialects::socketio::readBackendMessage(bytes);
  return message ? "it was read" : message.error().message;
}

}  // namespace fanfare::testing

#endif  // FANFARE_TESTS_SUPPORT_BACKEND_MESSAGES_H_
