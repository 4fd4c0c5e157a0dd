// No cookie is good that was not signed with the secret; whatever lies in the store is read or
// refused. The first byte tells which the rest is.

#include <cstddef>
#include <cstdint>
#include <string>

#include "fuzz/expect.h"
#include "sessions/express.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace fanfare::sessions;
  if (size == 0) return 0;
  static const SessionFormat kFormat = [] {
    ExpressOptions options;
    options.secrets = {"former", "secret"};
    options.checksExpires = true;
    return expressSessionFormat(options).value();
  }();
  const std::string text(reinterpret_cast<const char*>(data) + 1, size - 1);
  if ((data[0] & 1) == 0) {
    fanfare::fuzzing::expect(!kFormat.keyIn(text), "nobody forges a cookie");
    return 0;
  }
  const auto session = kFormat.read(text);
  if (!session) return 0;
  fanfare::fuzzing::expect(session->isObject(), "a session is an object");
  const auto expiry = kFormat.expiryOf(*session);
  const bool isLate = expiry && *expiry && **expiry < std::chrono::system_clock::time_point();
  fanfare::fuzzing::expect(!isLate, "no time before 1970");
  return 0;
}
