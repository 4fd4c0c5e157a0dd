// No input inflates beyond the bound.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "fuzz/expect.h"
#include "sessions/inflate.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::size_t kMaxBytes = 4096;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto text = fanfare::sessions::inflated(bytes, kMaxBytes);
  if (text) fanfare::fuzzing::expect(text->size() <= kMaxBytes, "the bound holds");
  return 0;
}
