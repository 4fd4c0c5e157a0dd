#include "ws/encoding.h"

#include <algorithm>
#include <cassert>
#include <cstring>
#include <utility>

#include "ws/frame_writer.h"

namespace fanfare::ws {
namespace {

constexpr std::size_t kMinDeflatedBytes = 64;  // shorter payloads are not worth the time

bool isPublic(AudienceKind kind) {
  return kind == AudienceKind::kBroadcast || kind == AudienceKind::kRoom;
}

// Returns where it ends.
char* putFrame(Opcode opcode, Deflated deflated, std::string_view payload, char* to) {
  to += writeFrameHeader(opcode, deflated, payload.size(), to);
  std::memcpy(to, payload.data(), payload.size());
  return to + payload.size();
}

// Takes frames off the front of a run's pieces.
class FrameCutter {
 public:
  explicit FrameCutter(const std::vector<net::Chunk>& pieces) : next_(pieces.begin()) {}

  net::Chunk cut(std::size_t size) {
    while (rest_.empty()) rest_ = *next_++;
    net::Chunk frame = rest_.front(size);
    rest_.removePrefix(size);
    return frame;
  }

 private:
  std::vector<net::Chunk>::const_iterator next_;
  net::Chunk rest_;
};

}  // namespace

void append(std::vector<net::Chunk>& pieces, net::Chunk chunk) {
  if (!pieces.empty() && pieces.back().join(chunk)) return;
  pieces.push_back(std::move(chunk));
}

void forEachMessage(const EncodedRun& run, const core::Delivery& delivery,
                    const OnFrames& onFrames) {
  assert(run.frameSizes.size() == delivery.count);
  FrameCutter cutter(run.pieces);
  for (std::size_t i = 0; i < delivery.count; ++i) {
    const std::size_t size = run.frameSizes[i];
    onFrames(*delivery.messages[i], size > 0 ? cutter.cut(size) : net::Chunk());
  }
}

bool isAnyWithheld(const core::Delivery& delivery, const Recipient& recipient) {
  return std::any_of(delivery.begin(), delivery.end(), [&recipient](const MessagePtr& message) {
    return recipient.isWithheld(*message);
  });
}

std::vector<net::Chunk> withoutWithheld(const EncodedRun& run, const core::Delivery& delivery,
                                        const Recipient& recipient) {
  std::vector<net::Chunk> pieces;
  forEachMessage(run, delivery, [&](const Message& message, net::Chunk frames) {
    if (!frames.empty() && !recipient.isWithheld(message)) append(pieces, std::move(frames));
  });
  return pieces;
}

Encoding::Encoding(const Wording& wording, Compression compression, net::ChunkWriter& writer,
                   Deflater* deflater, FrameBound bound)
    : wording_(wording),
      compression_(compression),
      writer_(writer),
      deflater_(deflater),
      bound_(std::move(bound)) {
  assert(compression == Compression::kOff || deflater);
}

const EncodedRun& Encoding::encode(const core::Delivery& delivery) {
  if (delivery.number == encoded_) return run_;
  encoded_ = delivery.number;
  run_.pieces.clear();
  run_.frameSizes.clear();
  run_.isForAll = true;

  std::size_t bytes = 0;
  for (const MessagePtr& message : delivery) {
    bytes += kMaxServerHeaderBytes + message->payload.size();
  }
  writer_.keepTogether(bytes);

  for (const MessagePtr& message : delivery) {
    run_.isForAll = run_.isForAll && message->isForAll();
    net::Chunk frame;
    if (!message->payload.empty()) frame = framesOf(delivery.channel, *message);
    run_.frameSizes.push_back(frame.size());
    if (!frame.empty()) append(run_.pieces, std::move(frame));
  }
  return run_;
}

net::Chunk Encoding::framesOf(const Channel& channel, const Message& message) {
  std::string_view payload = wording_.encode(channel, message, scratch_);
  if (payload.empty()) return {};
  const bool isText = wording_.speaksText() || message.kind == PayloadKind::kText;
  auto deflated = Deflated::kNo;
  if (deflates(channel, payload)) {
    const std::string_view smaller = deflater_->deflate(payload);
    if (smaller.size() < payload.size()) {
      payload = smaller;
      deflated = Deflated::kYes;
    }
  }

  const std::vector<std::string> attachments = wording_.attachments(message);
  std::size_t bytes = kMaxServerHeaderBytes + payload.size();
  for (const auto& one : attachments) bytes += kMaxServerHeaderBytes + one.size();
  if (!fits(channel, bytes)) return {};

  char* const begin = writer_.reserve(bytes);
  char* end = putFrame(isText ? Opcode::kText : Opcode::kBinary, deflated, payload, begin);
  for (const auto& one : attachments) end = putFrame(Opcode::kBinary, Deflated::kNo, one, end);
  return writer_.commit(static_cast<std::size_t>(end - begin));
}

bool Encoding::fits(const Channel& channel, std::size_t frameBytes) const {
  if (frameBytes <= bound_.maxBytes) return true;
  if (bound_.onTooLarge) bound_.onTooLarge(channel, frameBytes);
  return false;
}

bool Encoding::deflates(const Channel& channel, std::string_view payload) const {
  if (compression_ == Compression::kOff || payload.size() < kMinDeflatedBytes) return false;
  return compression_ == Compression::kOn || isPublic(channel.audienceKind());
}

}  // namespace fanfare::ws
