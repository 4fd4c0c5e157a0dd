#include "socketio/packet_queue.h"

#include <cstdint>
#include <string_view>
#include <utility>

#include "ws/frame_header.h"

namespace fanfare::socketio {
namespace {

using dialects::socketio::EnginePacket;
using dialects::socketio::EngineVersion;

struct Frame {
  ws::Opcode opcode;
  std::string_view payload;
  std::size_t size;  // with its header
};

// REQUIRES: `bytes` begin with a whole frame as ws::writeFrameHeader() makes it.
Frame frameAt(std::string_view bytes) {
  constexpr std::size_t kShort = 126;
  const auto byte = [&](std::size_t at) { return static_cast<std::uint8_t>(bytes[at]); };
  std::size_t header = 2;
  std::uint64_t size = byte(1);
  if (size >= kShort) {
    const std::size_t digits = size == kShort ? 2 : 8;
    header += digits;
    size = 0;
    for (std::size_t i = 0; i < digits; ++i) size = (size << 8) | byte(2 + i);
  }
  return {static_cast<ws::Opcode>(byte(0) & 0x0F), bytes.substr(header, size), header + size};
}

EnginePacket packetOf(const Frame& frame, EngineVersion version) {
  const auto packet = frame.opcode == ws::Opcode::kBinary
                          ? readBinaryEnginePacket(frame.payload, version)
                          : readEnginePacket(frame.payload, version);
  return packet.value();  // it is one of ours
}

}  // namespace

void PacketQueue::push(net::Chunk frames) {
  bytes_ += frames.size();
  if (!empty() && chunks_.back().join(frames)) return;
  bytes_ += sizeof frames;
  chunks_.push_back(std::move(frames));
}

dialects::socketio::EnginePackets PacketQueue::takePackets(EngineVersion version) {
  dialects::socketio::EnginePackets packets;
  while (!empty() && packets.size() < dialects::socketio::kMaxSentPackets) {
    net::Chunk& next = chunks_[first_];
    const Frame frame = frameAt(next.bytes());
    packets.push_back(packetOf(frame, version));
    next.removePrefix(frame.size);
    bytes_ -= frame.size;
    if (!next.empty()) continue;
    bytes_ -= sizeof next;
    ++first_;
  }
  if (empty()) (void)takeFrames();
  return packets;
}

std::vector<net::Chunk> PacketQueue::takeFrames() {
  std::vector<net::Chunk> frames = std::exchange(chunks_, {});
  frames.erase(frames.begin(), frames.begin() + static_cast<std::ptrdiff_t>(first_));
  first_ = 0;
  bytes_ = 0;
  return frames;
}

}  // namespace fanfare::socketio
