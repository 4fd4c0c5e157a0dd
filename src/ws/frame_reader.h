#ifndef FANFARE_WS_FRAME_READER_H_
#define FANFARE_WS_FRAME_READER_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "fanfare/message.h"

#include "core/close_reason.h"
#include "ws/deflate.h"

namespace fanfare::ws {

// What a client said when it closed. Value type.
struct PeerClose {
  std::optional<std::uint16_t> code;
  std::string reason;
};

// What a reader finds.
class FrameSink {
 public:
  virtual ~FrameSink() = default;

  // A whole message: inflated, and if text, checked.
  virtual void onMessage(std::string payload, PayloadKind kind) = 0;
  virtual void onPing(std::string_view payload) = 0;
  virtual void onPong() = 0;
  virtual void onClose(PeerClose close) = 0;

  // Nothing more is to be read for the time being.
  virtual bool isFull() const { return false; }
};

// Value type.
struct ReaderLimits {
  std::size_t maxMessageBytes = 64 * 1024;
  Inflater* inflater = nullptr;  // null: permessage-deflate was not negotiated
};

// Reads a client's frames from bytes that may be cut anywhere. Between messages it holds no memory.
//
// A text is checked as it comes, and a message's size by its header, before the payload is kept.
//
// Threads: confined to one reactor.
// Reentrancy: the sink must not destroy the reader.
class FrameReader {
 public:
  FrameReader();
  ~FrameReader();

  // Hands what `bytes` complete to `sink`, and leaves in `bytes` what it did not read because the
  // sink was full. What it returns is why the connection is to be failed: kProtocolError,
  // kBadPayload or kTooBig. Behind that, or a client's close, all is read and dropped.
  std::optional<core::CloseReason> read(std::string_view& bytes, const ReaderLimits& limits,
                                        FrameSink& sink);

  // No frame or message is begun.
  bool isIdle() const { return !partial_; }

  // It reads no more.
  bool isThrough() const { return isThrough_; }

  // Of a message that is begun.
  std::size_t heldBytes() const;

 private:
  struct Partial;

  std::unique_ptr<Partial> partial_;
  bool isThrough_ = false;
};

}  // namespace fanfare::ws

#endif  // FANFARE_WS_FRAME_READER_H_
