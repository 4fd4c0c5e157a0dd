// Any body is read within its bounds or refused, and what was read is written and read again alike.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "fanfare/utf8.h"

#include "dialects/socketio/engine_payload.h"
#include "fuzz/expect.h"

namespace {

using namespace fanfare::dialects::socketio;
using fanfare::PayloadKind;
using fanfare::fuzzing::expect;

bool areEqual(const EnginePackets& some, const EnginePackets& others) {
  return std::equal(some.begin(), some.end(), others.begin(), others.end(),
                    [](const EnginePacket& a, const EnginePacket& b) {
                      return a.type == b.type && a.data == b.data && a.kind == b.kind;
                    });
}

bool holdsSeparator(const EnginePackets& packets) {
  return std::any_of(packets.begin(), packets.end(), [](const EnginePacket& packet) {
    return packet.kind == PayloadKind::kText && packet.data.find('\x1e') != std::string::npos;
  });
}

void check(std::string_view body, PayloadKind kind, EngineVersion version) {
  const auto packets = readPayload(body, kind, version);
  if (!packets) return;
  expect(!packets->empty() && packets->size() <= kMaxPayloadPackets, "the count has its bounds");
  std::size_t bytes = 0;
  for (const EnginePacket& packet : *packets) {
    bytes += packet.data.size();
    const bool isText = packet.kind == PayloadKind::kText;
    expect(!isText || fanfare::isUtf8(packet.data), "a text is UTF-8");
    expect(isText || packet.type == EnginePacketType::kMessage, "only a message is binary");
  }
  expect(bytes < body.size(), "nothing is made of nothing");

  const auto again = readPayload(writePayload(*packets, version), PayloadKind::kText, version);
  expect(again.has_value() && areEqual(*packets, *again), "what is written is read");
  if (!holdsSeparator(*packets)) {
    const auto now = EngineVersion::k4;
    const auto asNow = readPayload(writePayload(*packets, now), PayloadKind::kText, now);
    expect(asNow.has_value() && areEqual(*packets, *asNow), "version 4 says the same");
  }
  const auto old = EngineVersion::k3;
  const auto binary = readPayload(writeBinaryPayload(*packets), PayloadKind::kBinary, old);
  expect(binary.has_value() && areEqual(*packets, *binary), "a binary payload says the same");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view body(reinterpret_cast<const char*>(data), size);
  check(body, PayloadKind::kText, EngineVersion::k4);
  check(body, PayloadKind::kText, EngineVersion::k3);
  check(body, PayloadKind::kBinary, EngineVersion::k3);
  return 0;
}
