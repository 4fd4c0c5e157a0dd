// Any pickle is read within its bounds or refused.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "foreign/pickle.h"
#include "fuzz/expect.h"

namespace {

using fanfare::foreign::Value;

std::size_t countIn(const Value& value, int depth) {
  fanfare::fuzzing::expect(depth <= fanfare::foreign::kMaxPickleDepth, "the depth is bounded");
  std::size_t count = 1;
  if (const auto* elements = value.elements()) {
    for (const Value& one : *elements) count += countIn(one, depth + 1);
  }
  if (const auto* members = value.members()) {
    for (const auto& [name, one] : *members) {
      fanfare::fuzzing::expect(name.empty() || value.at(name), "a member is found under its name");
      count += countIn(one, depth + 1);
    }
  }
  return count;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto value = fanfare::foreign::readPickle(bytes);
  if (!value) return 0;
  fanfare::fuzzing::expect(countIn(*value, 0) <= fanfare::foreign::kMaxPickledValues,
                           "the number of values is bounded");
  return 0;
}
