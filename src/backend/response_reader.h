#ifndef FANFARE_BACKEND_RESPONSE_READER_H_
#define FANFARE_BACKEND_RESPONSE_READER_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "fanfare/result.h"

namespace fanfare::backend {

// What a backend answers. Value type.
struct Response {
  int status = 0;
  std::string mediaType;  // of Content-Type: in lower case, without parameters
  std::string body;
};

// Value type.
struct ResponseLimits {
  std::size_t maxHeadBytes = 16U << 10;  // of all that is not body, the framing of chunks included
  std::size_t maxBodyBytes = 64U << 10;
};

// Reads one response (RFC 9112) as it comes: strictly, for whatever can be read in two ways is
// refused, and within bounds, beyond which nothing is kept.
class ResponseReader final {
 public:
  explicit ResponseReader(const ResponseLimits& limits) : limits_(limits) {}

  // True once the response is whole. Fails with kProtocolViolation or kLimitExceeded; the reader is
  // of no use after that.
  Result<bool> take(std::string_view bytes);

  // The backend has ended its side. Fails with kUnavailable if the response is not whole by that.
  Result<void> end();

  // Whether any byte came.
  bool hasBegun() const { return hasBegun_; }

  // REQUIRES: the response is whole.
  Response&& response() && { return std::move(response_); }
  bool canBeFollowed() const { return isKept_; }  // by another one, on the same connection

 private:
  enum class State {
    kStatus,
    kFields,
    kCounted,
    kToTheEnd,
    kChunkSize,
    kChunk,
    kChunkEnd,
    kTrailer,
    kWhole
  };

  // Each is whether it got on; if not, more bytes are needed.
  Result<bool> step();
  Result<bool> readStatus();
  Result<bool> readField();
  Result<bool> readChunkSize();
  Result<bool> readTrailer();
  Result<bool> readBody();

  Result<void> readStatusLine(std::string_view line);
  Result<void> readFieldLine(std::string_view line);
  Result<void> readLength(std::string_view value);
  Result<void> readTransferCoding(std::string_view value);
  Result<void> readType(std::string_view value);
  Result<void> beginBody();
  Result<std::optional<std::string>> takeLine();

  const ResponseLimits limits_;
  State state_ = State::kStatus;
  std::string unread_;
  std::size_t headBytes_ = 0;
  bool hasBegun_ = false;

  Response response_;
  std::optional<std::size_t> length_;  // Content-Length
  bool isChunked_ = false;
  bool isKept_ = true;
  bool hasType_ = false;
  std::size_t left_ = 0;  // of the body, or of its chunk
};

}  // namespace fanfare::backend

#endif  // FANFARE_BACKEND_RESPONSE_READER_H_
