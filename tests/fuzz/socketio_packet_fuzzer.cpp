// What a connection's messages say is read within its bounds or refused; what was read is written
// and read again alike. The input is cut into messages at each byte 0xfe, a text, or 0xff, an
// attachment, neither of which is in UTF-8.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "dialects/socketio/packet_reader.h"
#include "dialects/socketio/placeholders.h"
#include "fuzz/expect.h"

namespace {

using namespace fanfare::dialects::socketio;
using fanfare::fuzzing::expect;

constexpr std::size_t kMaxBytes = 4096;

bool areEqual(const Packet& a, const Packet& b) {
  return a.type == b.type && a.space == b.space && a.ackId == b.ackId && a.event == b.event &&
         a.data == b.data && a.content == b.content;
}

Packet rewritten(const Packet& packet) {
  PacketReader reader(3 * kMaxBytes);
  auto read = reader.onText(writePacket(packet));
  for (const auto& attachment : packet.data.attachments) {
    expect(read.has_value() && !read->has_value(), "attachments are awaited");
    read = reader.onBinary(attachment);
  }
  expect(read.has_value() && read->has_value(), "what is written is read");
  return std::move(read).value().value();
}

void check(const Packet& packet) {
  const auto& data = packet.data;
  std::size_t bytes = packet.content.value_or("").size();
  for (const auto& argument : data.arguments) bytes += argument.size();
  for (const auto& attachment : data.attachments) bytes += attachment.size();
  expect(bytes <= kMaxBytes, "no packet is larger than it may be");
  expect(data.attachments.size() <= PacketReader::kMaxAttachments, "attachments are bounded");
  expect(isSpaceName(packet.space), "a namespace has a name");
  expect(packet.type != PacketType::kAck || packet.ackId, "an acknowledgement has an id");
  for (const auto& argument : data.arguments) {
    if (data.attachments.empty()) break;
    expect(checkPlaceholders(argument, data.attachments.size()).has_value(),
           "every placeholder has its attachment");
  }
  expect(areEqual(packet, rewritten(packet)), "what is written says the same");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view input(reinterpret_cast<const char*>(data), size);
  PacketReader reader(kMaxBytes);
  while (!input.empty()) {
    const bool isAttachment = input.front() == '\xff';
    if (isAttachment || input.front() == '\xfe') input.remove_prefix(1);
    const auto message = input.substr(0, input.find_first_of("\xfe\xff"));
    input.remove_prefix(message.size());
    const auto packet =
        isAttachment ? reader.onBinary(std::string(message)) : reader.onText(message);
    if (!packet) return 0;
    expect(packet->has_value() != reader.awaitsAttachments(), "a packet is whole, or awaited");
    if (*packet) check(**packet);
  }
  return 0;
}
