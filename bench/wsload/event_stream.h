#ifndef FANFARE_BENCH_WSLOAD_EVENT_STREAM_H_
#define FANFARE_BENCH_WSLOAD_EVENT_STREAM_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "wsload/frame_reader.h"

namespace fanfare::bench {

// Reads a text/event-stream, with or without chunked coding around it.
class EventStream {
 public:
  explicit EventStream(bool isChunked) : isChunked_(isChunked) {}

  // As FrameReader::read().
  std::optional<std::size_t> read(std::string_view bytes, ReaderSink& sink);

 private:
  enum class Expects { kSize, kData, kLineEnd };

  bool readChunkLine(std::string_view line);
  void decode(std::string_view text, ReaderSink& sink);
  void acceptLine(ReaderSink& sink);

  const bool isChunked_;
  Expects expects_ = Expects::kSize;
  std::uint64_t chunkLeft_ = 0;
  std::string line_;
  std::string data_;
};

}  // namespace fanfare::bench

#endif  // FANFARE_BENCH_WSLOAD_EVENT_STREAM_H_
