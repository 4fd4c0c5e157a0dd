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

  bool isIdle() const { return headerSize_ == 0 && !frame_ && !isInMessage_; }
  bool isThrough() const { return closed_; }
  std::size_t heldBytes() const { return message_.capacity() + control_.capacity(); }

 private:
  Violation readHeader(std::string_view& bytes, const ReaderLimits& limits);
  Violation beginFrame(const FrameHeader& header, const ReaderLimits& limits);
  Violation beginMessageFrame(const FrameHeader& header, const ReaderLimits& limits);
  Violation readPayload(std::string_view& bytes);
  Violation endFrame(const ReaderLimits& limits, FrameSink& sink);
  Violation endMessage(const ReaderLimits& limits, FrameSink& sink);
  Violation endClose(FrameSink& sink);

  bool isCheckedAsItComes() const { return kind_ == PayloadKind::kText && !isDeflated_; }

  std::array<char, kMaxFrameHeaderBytes> headerBytes_{};
  std::size_t headerSize_ = 0;  // of headerBytes_, while the header is incomplete
  std::optional<FrameHeader> frame_;
  std::uint64_t payloadRead_ = 0;  // of frame_
  std::string control_;            // payload, if frame_ is a control frame

  bool isInMessage_ = false;
  bool isDeflated_ = false;
  PayloadKind kind_ = PayloadKind::kBinary;
  std::string message_;  // as far as it came
  Utf8Checker checker_;

  bool closed_ = false;
};

Violation FrameReader::Partial::readSome(std::string_view& bytes, const ReaderLimits& limits,
                                         FrameSink& sink) {
  if (!frame_) {
    if (auto violation = readHeader(bytes, limits)) return violation;
    if (!frame_) return std::nullopt;
  }
  if (auto violation = readPayload(bytes)) return violation;
  if (payloadRead_ < frame_->payloadSize) return std::nullopt;
  return endFrame(limits, sink);
}

Violation FrameReader::Partial::readHeader(std::string_view& bytes, const ReaderLimits& limits) {
  const std::size_t taken = std::min(bytes.size(), headerBytes_.size() - headerSize_);
  std::copy_n(bytes.begin(), taken, headerBytes_.begin() + headerSize_);

  const auto reserved = limits.inflater ? Reserved::kAllowDeflated : Reserved::kRefuse;
  const auto parsed = parseFrameHeader({headerBytes_.data(), headerSize_ + taken}, reserved);
  if (!parsed) return core::close_reasons::kProtocolError;
  if (!*parsed) {
    headerSize_ += taken;
    bytes.remove_prefix(taken);
    return std::nullopt;
  }
  bytes.remove_prefix((*parsed)->headerSize - headerSize_);
  headerSize_ = 0;
  return beginFrame(**parsed, limits);
}

Violation FrameReader::Partial::beginFrame(const FrameHeader& header, const ReaderLimits& limits) {
  frame_ = header;
  payloadRead_ = 0;
  return isControl(header.opcode) ? std::nullopt : beginMessageFrame(header, limits);
}

Violation FrameReader::Partial::beginMessageFrame(const FrameHeader& header,
                                                  const ReaderLimits& limits) {
  const bool continues = header.opcode == Opcode::kContinuation;
  if (continues != isInMessage_) return core::close_reasons::kProtocolError;
  if (!continues) {
    isInMessage_ = true;
    isDeflated_ = header.deflated;
    kind_ = header.opcode == Opcode::kText ? PayloadKind::kText : PayloadKind::kBinary;
    checker_ = Utf8Checker();
  }

  const std::size_t maxBytes =
      isDeflated_ ? maxDeflatedBytes(limits.maxMessageBytes) : limits.maxMessageBytes;
  if (header.payloadSize > maxBytes - message_.size()) return core::close_reasons::kTooBig;
  return std::nullopt;
}

Violation FrameReader::Partial::readPayload(std::string_view& bytes) {
  const auto size = static_cast<std::size_t>(
      std::min<std::uint64_t>(bytes.size(), frame_->payloadSize - payloadRead_));
  std::string& target = isControl(frame_->opcode) ? control_ : message_;
  const std::size_t before = target.size();
  target.resize(before + size);
  unmask(bytes.data(), target.data() + before, size, *frame_, payloadRead_);
  payloadRead_ += size;
  bytes.remove_prefix(size);

  if (isControl(frame_->opcode) || !isCheckedAsItComes()) return std::nullopt;
  const bool mayBeText = checker_.accept(std::string_view(target).substr(before));
  return mayBeText ? std::nullopt : Violation(core::close_reasons::kBadPayload);
}

Violation FrameReader::Partial::endFrame(const ReaderLimits& limits, FrameSink& sink) {
  const FrameHeader ended = *frame_;
  frame_.reset();
  switch (ended.opcode) {
    case Opcode::kClose:
      return endClose(sink);
    case Opcode::kPing:
      sink.onPing(control_);
      break;
    case Opcode::kPong:
      sink.onPong();
      break;
    default:
      return ended.fin ? endMessage(limits, sink) : std::nullopt;
  }
  control_.clear();
  return std::nullopt;
}

Violation FrameReader::Partial::endMessage(const ReaderLimits& limits, FrameSink& sink) {
  std::string whole = std::move(message_);
  message_.clear();
  isInMessage_ = false;

  if (isDeflated_) {
    std::string inflated;
    switch (limits.inflater->inflate(whole, limits.maxMessageBytes, inflated)) {
      case Inflated::kMalformed:
        return core::close_reasons::kBadPayload;
      case Inflated::kTooBig:
        return core::close_reasons::kTooBig;
      case Inflated::kWhole:
        whole = std::move(inflated);
    }
    if (kind_ == PayloadKind::kText && !isUtf8(whole)) return core::close_reasons::kBadPayload;
  } else if (!checker_.isComplete()) {
    return core::close_reasons::kBadPayload;
  }
  sink.onMessage(std::move(whole), kind_);
  return std::nullopt;
}

Violation FrameReader::Partial::endClose(FrameSink& sink) {
  closed_ = true;
  if (control_.empty()) {
    sink.onClose({});
    return std::nullopt;
  }
  if (control_.size() < 2) return core::close_reasons::kProtocolError;

  const auto high = static_cast<std::uint8_t>(control_[0]);
  const auto low = static_cast<std::uint8_t>(control_[1]);
  const auto code = static_cast<std::uint16_t>(high << 8 | low);
  if (!isSendableCode(code)) return core::close_reasons::kProtocolError;

  const std::string_view reason = std::string_view(control_).substr(2);
  if (!isUtf8(reason)) return core::close_reasons::kBadPayload;
  sink.onClose({code, std::string(reason)});
  return std::nullopt;
}

FrameReader::FrameReader() = default;
FrameReader::~FrameReader() = default;

std::size_t FrameReader::heldBytes() const { return partial_ ? partial_->heldBytes() : 0; }

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
