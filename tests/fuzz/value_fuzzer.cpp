// Any JSON is read or refused, and names found in it are those of its own text.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "fuzz/expect.h"
#include "sessions/identity_paths.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace fanfare::foreign;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto json = Value::parse(text);
  if (!json) return 0;
  const auto identity = fanfare::sessions::identityIn(*json, {"sub", "a.groups", "a.b.sid"});
  if (!identity) return 0;
  fanfare::fuzzing::expect(identity->user.size() <= size, "no name is longer than the text");
  fanfare::fuzzing::expect(!identity->user.empty() || identity->groups.empty(),
                           "nobody has no groups");
  return 0;
}
