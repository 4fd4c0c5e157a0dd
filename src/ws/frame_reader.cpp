#include "ws/frame_reader.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "fanfare/utf8.h"

#include "ws/frame_header.h"

namespace fanfare::ws {
namespace {

using core::CloseReason;
using Violation = std::optional<CloseReason>;

constexpr std::size_t kMaskSize = 4;

// XORs `size` bytes with the mask, whose first byte is the one for payload position `at`.
void unmask(const char* from, char* to, std::size_t size, const FrameHeader& header,
            std::uint64_t at) {
  std::array<char, 8> mask;
  for (std::size_t i = 0; i < mask.size(); ++i) {
    mask[i] = static_cast<char>(header.mask[(at + i) % kMaskSize]);
  }
  std::uint64_t maskWord = 0;
  std::memcpy(&maskWord, mask.data(), sizeof maskWord);

  std::size_t i = 0;
  for (; i + sizeof maskWord <= size; i += sizeof maskWord) {
    std::uint64_t word = 0;
    std::memcpy(&word, from + i, sizeof word);
    word ^= maskWord;
    std::memcpy(to + i, &word, sizeof word);
  }
  for (; i < size; ++i) to[i] = static_cast<char>(from[i] ^ mask[i % mask.size()]);
}

// RFC 6455, 7.4: what may stand in a frame.
bool isSendableCode(std::uint16_t code) {
  if (code >= 3000 && code < 5000) return true;
  return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014);
}

// Deflate may make a little more of what it cannot compress.
std::size_t maxDeflatedBytes(std::size_t messageBytes) {
  return messageBytes + messageBytes / 64 + 64;
}

}  // namespace

struct FrameReader::Partial {
  // Takes from the front of `bytes`, which is not empty.
  Violation readSome(std::string_view& bytes, const ReaderLimits& limits, FrameSink& sink);

  bool isIdle() const { return headerSize == 0 && !frame && !isInMessage; }
  bool isThrough() const { return closed; }

 private:
  Violation readHeader(std::string_view& bytes, const ReaderLimits& limits);
  Violation beginFrame(const FrameHeader& header, const ReaderLimits& limits);
  Violation beginMessageFrame(const FrameHeader& header, const ReaderLimits& limits);
  Violation readPayload(std::string_view& bytes);
  Violation endFrame(const ReaderLimits& limits, FrameSink& sink);
  Violation endMessage(const ReaderLimits& limits, FrameSink& sink);
  Violation endClose(FrameSink& sink);

  bool isCheckedAsItComes() const { return kind == PayloadKind::kText && !isDeflated; }

  std::array<char, kMaxFrameHeaderBytes> headerBytes{};
  std::size_t headerSize = 0;  // of headerBytes, while the header is incomplete
  std::optional<FrameHeader> frame;
  std::uint64_t payloadRead = 0;  // of frame
  std::string control;            // payload, if frame is a control frame

  bool isInMessage = false;
  bool isDeflated = false;
  PayloadKind kind = PayloadKind::kBinary;
  std::string message;  // as far as it came
  Utf8Checker checker;

  bool closed = false;
};

Violation FrameReader::Partial::readSome(std::string_view& bytes, const ReaderLimits& limits,
                                         FrameSink& sink) {
  if (!frame) {
    if (auto violation = readHeader(bytes, limits)) return violation;
    if (!frame) return std::nullopt;
  }
  if (auto violation = readPayload(bytes)) return violation;
  if (payloadRead < frame->payloadSize) return std::nullopt;
  return endFrame(limits, sink);
}

Violation FrameReader::Partial::readHeader(std::string_view& bytes, const ReaderLimits& limits) {
  const std::size_t taken = std::min(bytes.size(), headerBytes.size() - headerSize);
  std::copy_n(bytes.begin(), taken, headerBytes.begin() + headerSize);

  const auto reserved = limits.inflater ? Reserved::kAllowDeflated : Reserved::kRefuse;
  const auto parsed = parseFrameHeader({headerBytes.data(), headerSize + taken}, reserved);
  if (!parsed) return core::close_reasons::kProtocolError;
  if (!*parsed) {
    headerSize += taken;
    bytes.remove_prefix(taken);
    return std::nullopt;
  }
  bytes.remove_prefix((*parsed)->headerSize - headerSize);
  headerSize = 0;
  return beginFrame(**parsed, limits);
}

Violation FrameReader::Partial::beginFrame(const FrameHeader& header, const ReaderLimits& limits) {
  frame = header;
  payloadRead = 0;
  return isControl(header.opcode) ? std::nullopt : beginMessageFrame(header, limits);
}

Violation FrameReader::Partial::beginMessageFrame(const FrameHeader& header,
                                                  const ReaderLimits& limits) {
  const bool continues = header.opcode == Opcode::kContinuation;
  if (continues != isInMessage) return core::close_reasons::kProtocolError;
  if (!continues) {
    isInMessage = true;
    isDeflated = header.deflated;
    kind = header.opcode == Opcode::kText ? PayloadKind::kText : PayloadKind::kBinary;
    checker = Utf8Checker();
  }

  const std::size_t maxBytes =
      isDeflated ? maxDeflatedBytes(limits.maxMessageBytes) : limits.maxMessageBytes;
  if (header.payloadSize > maxBytes - message.size()) return core::close_reasons::kTooBig;
  return std::nullopt;
}

Violation FrameReader::Partial::readPayload(std::string_view& bytes) {
  const auto size = static_cast<std::size_t>(
      std::min<std::uint64_t>(bytes.size(), frame->payloadSize - payloadRead));
  std::string& target = isControl(frame->opcode) ? control : message;
  const std::size_t before = target.size();
  target.resize(before + size);
  unmask(bytes.data(), target.data() + before, size, *frame, payloadRead);
  payloadRead += size;
  bytes.remove_prefix(size);

  if (isControl(frame->opcode) || !isCheckedAsItComes()) return std::nullopt;
  const bool mayBeText = checker.accept(std::string_view(target).substr(before));
  return mayBeText ? std::nullopt : Violation(core::close_reasons::kBadPayload);
}

Violation FrameReader::Partial::endFrame(const ReaderLimits& limits, FrameSink& sink) {
  const FrameHeader ended = *frame;
  frame.reset();
  switch (ended.opcode) {
    case Opcode::kClose:
      return endClose(sink);
    case Opcode::kPing:
      sink.onPing(control);
      break;
    case Opcode::kPong:
      sink.onPong();
      break;
    default:
      return ended.fin ? endMessage(limits, sink) : std::nullopt;
  }
  control.clear();
  return std::nullopt;
}

Violation FrameReader::Partial::endMessage(const ReaderLimits& limits, FrameSink& sink) {
  std::string whole = std::move(message);
  message.clear();
  isInMessage = false;

  if (isDeflated) {
    std::string inflated;
    switch (limits.inflater->inflate(whole, limits.maxMessageBytes, inflated)) {
      case Inflated::kMalformed:
        return core::close_reasons::kBadPayload;
      case Inflated::kTooBig:
        return core::close_reasons::kTooBig;
      case Inflated::kWhole:
        whole = std::move(inflated);
    }
    if (kind == PayloadKind::kText && !isUtf8(whole)) return core::close_reasons::kBadPayload;
  } else if (!checker.isComplete()) {
    return core::close_reasons::kBadPayload;
  }
  sink.onMessage(std::move(whole), kind);
  return std::nullopt;
}

Violation FrameReader::Partial::endClose(FrameSink& sink) {
  closed = true;
  if (control.empty()) {
    sink.onClose({});
    return std::nullopt;
  }
  if (control.size() < 2) return core::close_reasons::kProtocolError;

  const auto high = static_cast<std::uint8_t>(control[0]);
  const auto low = static_cast<std::uint8_t>(control[1]);
  const auto code = static_cast<std::uint16_t>(high << 8 | low);
  if (!isSendableCode(code)) return core::close_reasons::kProtocolError;

  const std::string_view reason = std::string_view(control).substr(2);
  if (!isUtf8(reason)) return core::close_reasons::kBadPayload;
  sink.onClose({code, std::string(reason)});
  return std::nullopt;
}

FrameReader::FrameReader() = default;
FrameReader::~FrameReader() = default;

std::optional<CloseReason> FrameReader::read(std::string_view& bytes, const ReaderLimits& limits,
                                             FrameSink& sink) {
  Violation violation;
  while (!bytes.empty() && !isThrough_ && !sink.isFull()) {
    if (!partial_) partial_ = std::make_unique<Partial>();
    violation = partial_->readSome(bytes, limits, sink);
    isThrough_ = violation || partial_->isThrough();
  }
  if (isThrough_) bytes = {};
  if (partial_ && (isThrough_ || partial_->isIdle())) partial_.reset();
  return violation;
}

}  // namespace fanfare::ws
