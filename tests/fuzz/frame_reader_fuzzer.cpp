// A stream of frames is read in the same way however it is cut, and whenever its sink is full.
//
// The input: one byte of options (bit 0: permessage-deflate; bits 1 and 2: the limit), the number
// of pieces, a byte for the size of each, and the stream, which is cut in those sizes again and
// again.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "fanfare/utf8.h"

#include "fuzz/expect.h"
#include "support/recording_sink.h"
#include "ws/frame_reader.h"

namespace {

using fanfare::fuzzing::expect;
using fanfare::testing::RecordingSink;
using fanfare::ws::FrameReader;
using fanfare::ws::Inflater;
using fanfare::ws::ReaderLimits;
using Violation = std::optional<fanfare::core::CloseReason>;

struct Reading {
  std::vector<std::string> events;
  std::uint16_t code = 0;  // of the violation
};

Reading readingOf(const RecordingSink& sink, const Violation& violation) {
  return {sink.events(), violation ? violation->code : std::uint16_t{0}};
}

Reading readWhole(std::string_view stream, const ReaderLimits& limits) {
  FrameReader reader;
  RecordingSink sink;
  const Violation violation = reader.read(stream, limits, sink);
  expect(stream.empty(), "a sink with room takes all");
  return readingOf(sink, violation);
}

Reading readCut(std::string_view stream, std::string_view sizes, const ReaderLimits& limits) {
  FrameReader reader;
  RecordingSink sink;
  Violation violation;
  for (std::size_t i = 0; !stream.empty() && !violation; ++i) {
    const auto size = std::max<std::size_t>(1, static_cast<std::uint8_t>(sizes[i % sizes.size()]));
    std::string_view piece = stream.substr(0, size);
    stream.remove_prefix(piece.size());
    violation = reader.read(piece, limits, sink);
  }
  return readingOf(sink, violation);
}

Reading readOneByOne(std::string_view stream, const ReaderLimits& limits) {
  FrameReader reader;
  RecordingSink sink;
  Violation violation;
  while (!stream.empty() && !violation) {
    sink.capacity = sink.events().size() + 1;
    violation = reader.read(stream, limits, sink);
  }
  return readingOf(sink, violation);
}

void check(const Reading& reading, const ReaderLimits& limits) {
  for (const std::string& event : reading.events) {
    const std::string_view view = event;
    const bool isText = view.substr(0, 5) == "text ";
    const bool isBinary = view.substr(0, 7) == "binary ";
    if (isText) expect(fanfare::isUtf8(view), "a text is UTF-8");
    if (isText) expect(view.size() - 5 <= limits.maxMessageBytes, "a text is within the limit");
    if (isBinary) expect(view.size() - 7 <= limits.maxMessageBytes, "a message is within it");
  }
}

void expectSame(const Reading& one, const Reading& other, const char* property) {
  expect(one.events == other.events && one.code == other.code, property);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view input(reinterpret_cast<const char*>(data), size);
  if (input.size() < 2) return 0;
  const auto options = static_cast<std::uint8_t>(input[0]);
  const std::size_t pieces = static_cast<std::uint8_t>(input[1]);
  input.remove_prefix(2);
  const std::string_view sizes = input.substr(0, pieces);
  input.remove_prefix(sizes.size());

  static Inflater inflater;
  constexpr std::size_t kLimits[] = {10, 126, 1000, 70'000};
  const ReaderLimits limits{kLimits[options >> 1 & 3], options & 1 ? &inflater : nullptr};

  const Reading whole = readWhole(input, limits);
  check(whole, limits);
  expectSame(whole, readOneByOne(input, limits), "a full sink changes nothing");
  if (!sizes.empty()) {
    expectSame(whole, readCut(input, sizes, limits), "cutting changes nothing");
  }
  return 0;
}
