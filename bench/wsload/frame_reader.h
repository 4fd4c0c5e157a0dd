#ifndef FANFARE_BENCH_WSLOAD_FRAME_READER_H_
#define FANFARE_BENCH_WSLOAD_FRAME_READER_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace fanfare::bench {

// Told what a reader found.
class ReaderSink {
 public:
  virtual ~ReaderSink() = default;
  virtual void onMessage(std::string_view payload) = 0;
  virtual void onPing(std::string_view payload) = 0;
  virtual void onClose(std::string_view payload) = 0;
  virtual void onProtocolError() = 0;
};

// Reads a server's frames (RFC 6455, 5.2), joining fragments, and is strict: a mask, a reserved
// bit or opcode, a fragment out of place is a protocol error.
class FrameReader {
 public:
  // Returns how many bytes were used up; nullopt if the connection is to be dropped.
  std::optional<std::size_t> read(std::string_view bytes, ReaderSink& sink);

 private:
  struct Header {
    std::uint8_t opcode;
    bool isFinal;
    std::size_t size;
    std::size_t payload;
  };

  static std::optional<Header> headerOf(std::string_view bytes);
  static bool isWellFormed(std::string_view bytes, const Header& header);
  bool accept(const Header& header, std::string_view payload, ReaderSink& sink);
  bool acceptData(const Header& header, std::string_view payload, ReaderSink& sink);

  bool isInFragments_ = false;
  std::string message_;
};

}  // namespace fanfare::bench

#endif  // FANFARE_BENCH_WSLOAD_FRAME_READER_H_
