#include "wsload/frame_reader.h"

#include "support/websocket.h"

namespace fanfare::bench {
namespace {

constexpr std::uint8_t kFinal = 0x80;
constexpr std::uint8_t kReserved = 0x70;
constexpr std::uint8_t kCompressed = 0x40;
constexpr std::uint8_t kMask = 0x80;
constexpr std::size_t kLargestPayload = std::size_t{64} << 20;

std::uint8_t byteAt(std::string_view bytes, std::size_t at) {
  return static_cast<std::uint8_t>(bytes[at]);
}

}  // namespace

std::optional<std::size_t> FrameReader::read(std::string_view bytes, ReaderSink& sink) {
  std::size_t used = 0;
  while (const auto header = headerOf(bytes.substr(used))) {
    if (!isWellFormed(bytes.substr(used), *header)) {
      sink.onProtocolError();
      return std::nullopt;
    }
    if (bytes.size() - used < header->size + header->payload) break;
    const auto payload = bytes.substr(used + header->size, header->payload);
    used += header->size + header->payload;
    if (!accept(*header, payload, sink)) return std::nullopt;
  }
  return used;
}

std::optional<FrameReader::Header> FrameReader::headerOf(std::string_view bytes) {
  if (bytes.size() < 2) return std::nullopt;
  const std::size_t length = byteAt(bytes, 1) & 127u;
  const std::size_t lengthBytes = length == 126 ? 2 : length == 127 ? 8 : 0;
  if (bytes.size() < 2 + lengthBytes) return std::nullopt;
  std::size_t payload = lengthBytes ? 0 : length;
  for (std::size_t i = 0; i < lengthBytes; ++i) payload = payload << 8 | byteAt(bytes, 2 + i);
  const auto opcode = static_cast<std::uint8_t>(byteAt(bytes, 0) & 15u);
  const auto first = byteAt(bytes, 0);
  return Header{opcode, (first & kFinal) != 0, (first & kCompressed) != 0, 2 + lengthBytes,
                payload};
}

bool FrameReader::isWellFormed(std::string_view bytes, const Header& header) const {
  const bool mayBeCompressed = inflater_ && (header.opcode == kText || header.opcode == kBinary);
  const int forbidden = mayBeCompressed ? kReserved & ~kCompressed : kReserved;
  if ((byteAt(bytes, 0) & forbidden) || (byteAt(bytes, 1) & kMask)) return false;
  if (header.payload > kLargestPayload) return false;
  const bool isControl = header.opcode >= kClose;
  return !isControl || (header.isFinal && header.payload <= 125);
}

bool FrameReader::accept(const Header& header, std::string_view payload, ReaderSink& sink) {
  switch (header.opcode) {
    case kContinuation:
    case kText:
    case kBinary:
      return acceptData(header, payload, sink);
    case kPing:
      sink.onPing(payload);
      return true;
    case kPong:
      return true;
    case kClose:
      sink.onClose(payload);
      return false;
    default:
      sink.onProtocolError();
      return false;
  }
}

bool FrameReader::acceptData(const Header& header, std::string_view payload, ReaderSink& sink) {
  const bool continues = header.opcode == kContinuation;
  if (continues != isInFragments_) {
    sink.onProtocolError();
    return false;
  }
  if (!continues) isCompressed_ = header.isCompressed;
  if (!continues && header.isFinal) return deliver(payload, sink);
  message_.append(payload);
  isInFragments_ = !header.isFinal;
  if (!header.isFinal) return true;
  const bool isGood = deliver(message_, sink);
  message_.clear();
  return isGood;
}

bool FrameReader::deliver(std::string_view message, ReaderSink& sink) {
  if (isCompressed_) {
    const auto text = inflater_->inflate(message);
    if (!text) {
      sink.onProtocolError();
      return false;
    }
    sink.onCompressed();
    message = *text;
  }
  sink.onMessage(message);
  return true;
}

}  // namespace fanfare::bench
