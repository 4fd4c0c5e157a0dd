#ifndef FANFARE_BENCH_WSLOAD_FRAME_READER_H_
#define FANFARE_BENCH_WSLOAD_FRAME_READER_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "wsload/inflater.h"

namespace fanfare::bench {

// Told what a reader found.
class ReaderSink {
 public:
  virtual ~ReaderSink() = default;
  virtual void onMessage(std::string_view payload) = 0;
  virtual void onCompressed() = 0;  // before the message that was
  virtual void onPing(std::string_view payload) = 0;
  virtual void onClose(std::string_view payload) = 0;
  virtual void onProtocolError() = 0;
};

// Reads a server's frames (RFC 6455, 5.2), joining fragments, and is strict: a mask, a reserved
// bit or opcode, a fragment out of place is a protocol error. With an inflater, the first frame of
// a message may say that it is compressed.
class FrameReader {
 public:
  explicit FrameReader(Inflater* inflater = nullptr) : inflater_(inflater) {}

  // Returns how many bytes were used up; nullopt if the connection is to be dropped.
  std::optional<std::size_t> read(std::string_view bytes, ReaderSink& sink);

 private:
  struct Header {
    std::uint8_t opcode;
    bool isFinal;
    bool isCompressed;
    std::size_t size;
    std::size_t payload;
  };

  static std::optional<Header> headerOf(std::string_view bytes);
  bool isWellFormed(std::string_view bytes, const Header& header) const;
  bool accept(const Header& header, std::string_view payload, ReaderSink& sink);
  bool acceptData(const Header& header, std::string_view payload, ReaderSink& sink);

  bool deliver(std::string_view message, ReaderSink& sink);

  Inflater* inflater_;  // null where nothing may be compressed
  bool isInFragments_ = false;
  bool isCompressed_ = false;  // the message under way
  std::string message_;
};

}  // namespace fanfare::bench

#endif  // FANFARE_BENCH_WSLOAD_FRAME_READER_H_
