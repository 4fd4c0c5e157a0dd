// Whatever bytes come, they are read within the bounds or refused, and what is read holds no more
// than they do.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "fanfare/utf8.h"

#include "foreign/msgpack.h"
#include "fuzz/expect.h"

namespace {

using fanfare::foreign::Value;

// How many bytes of text there are in `value`, names not counted.
std::size_t textIn(const Value& value, int depth) {
  fanfare::fuzzing::expect(depth <= fanfare::foreign::kMaxMsgpackDepth, "not nested deeper");
  if (const auto text = value.asText()) {
    fanfare::fuzzing::expect(fanfare::isUtf8(*text), "text is UTF-8");
    return text->size();
  }
  std::size_t size = 0;
  if (const auto* elements = value.elements()) {
    for (const Value& one : *elements) size += 1 + textIn(one, depth + 1);
  }
  if (const auto* members = value.members()) {
    for (const auto& [name, one] : *members) size += 1 + textIn(one, depth + 1);
  }
  return size;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto value = fanfare::foreign::readMsgpack(bytes);
  if (value) fanfare::fuzzing::expect(textIn(*value, 0) <= size, "no more than the bytes hold");
  return 0;
}
