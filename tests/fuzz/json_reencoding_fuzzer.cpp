// What was re-encoded once stays as it is, and is no longer than promised. Both languages take the
// same texts, but for numbers that Go does not hold.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "dialects/json_reencoding.h"
#include "fuzz/expect.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace fanfare;
  const std::string_view json(reinterpret_cast<const char*>(data), size);
  const auto check = [&](Result<std::string> (*reencoded)(std::string_view)) {
    const auto once = reencoded(json);
    if (!once) return;
    const auto twice = reencoded(*once);
    fuzzing::expect(twice && *twice == *once, "what was re-encoded is a fixed point");
    fuzzing::expect(once->size() <= 6 * size, "a text grows to six times its size at most");
  };
  check(dialects::reencodedAsGo);
  check(dialects::reencodedAsJavaScript);
  const auto asGo = dialects::reencodedAsGo(json);
  fuzzing::expect(!asGo || dialects::reencodedAsJavaScript(json),
                  "what is JSON for Go is JSON for JavaScript");
  fuzzing::expect(!asGo || dialects::reencodedAsJavaScript(*asGo),
                  "what Go writes is JSON for JavaScript");
  return 0;
}
