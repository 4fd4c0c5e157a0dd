#include "backend/response_reader.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "model/ascii.h"

namespace fanfare::backend {
namespace {

constexpr int kInformational = 100;
constexpr int kSwitching = 101;
constexpr int kSuccessful = 200;
constexpr int kNoContent = 204;
constexpr int kNotModified = 304;

Error malformed(const char* what) { return {ErrorCode::kProtocolViolation, what}; }

Error tooLarge(const char* what) { return {ErrorCode::kLimitExceeded, what}; }

std::optional<std::size_t> numberIn(std::string_view digits, int base) {
  std::size_t number = 0;
  const char* end = digits.data() + digits.size();
  const auto read = std::from_chars(digits.data(), end, number, base);
  if (digits.empty() || read.ec != std::errc() || read.ptr != end) return std::nullopt;
  return number;
}

std::string lowerCased(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](char c) { return fanfare::lowerCased(c); });
  return lower;
}

bool listHas(std::string_view list, std::string_view word) {
  while (!list.empty()) {
    if (equalsIgnoringCase(trimmed(takeUntil(',', list)), word)) return true;
  }
  return false;
}

}  // namespace

Result<bool> ResponseReader::take(std::string_view bytes) {
  hasBegun_ = hasBegun_ || !bytes.empty();
  unread_.append(bytes);
  while (state_ != State::kWhole) {
    auto gotOn = step();
    if (!gotOn || !*gotOn) return gotOn;
  }
  if (!unread_.empty()) isKept_ = false;
  return true;
}

Result<void> ResponseReader::end() {
  isKept_ = false;
  if (state_ == State::kToTheEnd) state_ = State::kWhole;
  if (state_ == State::kWhole) return {};
  return Error{ErrorCode::kUnavailable, "the connection ended before the answer did"};
}

Result<bool> ResponseReader::step() {
  switch (state_) {
    case State::kStatus:
      return readStatus();
    case State::kFields:
      return readField();
    case State::kChunkSize:
      return readChunkSize();
    case State::kChunkEnd:
    case State::kTrailer:
      return readTrailer();
    case State::kCounted:
    case State::kToTheEnd:
    case State::kChunk:
      return readBody();
    case State::kWhole:
      break;
  }
  return false;
}

Result<bool> ResponseReader::readStatus() {
  const auto line = takeLine();
  if (!line) return line.error();
  if (!*line) return false;
  if (auto read = readStatusLine(**line); !read) return read.error();
  state_ = State::kFields;
  return true;
}

Result<bool> ResponseReader::readField() {
  const auto line = takeLine();
  if (!line) return line.error();
  if (!*line) return false;
  const auto read = (*line)->empty() ? beginBody() : readFieldLine(**line);
  if (!read) return read.error();
  return true;
}

Result<bool> ResponseReader::readChunkSize() {
  const auto line = takeLine();
  if (!line) return line.error();
  if (!*line) return false;
  const std::string_view text = **line;
  const auto size = numberIn(trimmed(text.substr(0, text.find(';'))), 16);
  if (!size) return malformed("a chunk of the answer has no size");
  if (*size > limits_.maxBodyBytes - response_.body.size())
    return tooLarge("the answer is too large");
  left_ = *size;
  state_ = left_ > 0 ? State::kChunk : State::kTrailer;
  return true;
}

// What stands behind a chunk, or behind the last one.
Result<bool> ResponseReader::readTrailer() {
  const auto line = takeLine();
  if (!line) return line.error();
  if (!*line) return false;
  if (state_ == State::kChunkEnd) {
    if (!(*line)->empty()) return malformed("a chunk of the answer is longer than it says");
    state_ = State::kChunkSize;
  } else if ((*line)->empty()) {
    state_ = State::kWhole;
  }
  return true;
}

Result<bool> ResponseReader::readBody() {
  const bool isToTheEnd = state_ == State::kToTheEnd;
  const auto size = isToTheEnd ? unread_.size() : std::min(left_, unread_.size());
  if (size > limits_.maxBodyBytes - response_.body.size())
    return tooLarge("the answer is too large");
  response_.body.append(unread_, 0, size);
  unread_.erase(0, size);
  if (isToTheEnd) return false;
  left_ -= size;
  if (left_ > 0) return false;
  state_ = state_ == State::kChunk ? State::kChunkEnd : State::kWhole;
  return true;
}

// HTTP/1.1 200 OK
Result<void> ResponseReader::readStatusLine(std::string_view line) {
  constexpr std::string_view kVersion = "HTTP/1.";
  constexpr std::size_t kStatusAt = 9;
  constexpr std::size_t kStatusEnd = 12;
  const bool isHttp = line.size() >= kStatusEnd && line.substr(0, kVersion.size()) == kVersion &&
                      (line[7] == '0' || line[7] == '1') && line[8] == ' ' &&
                      (line.size() == kStatusEnd || line[kStatusEnd] == ' ');
  const auto status = isHttp ? numberIn(line.substr(kStatusAt, 3), 10) : std::nullopt;
  if (!status || *status < kInformational) return malformed("the answer is not HTTP/1.1");
  response_.status = static_cast<int>(*status);
  if (line[7] == '0') isKept_ = false;
  return {};
}

Result<void> ResponseReader::readFieldLine(std::string_view line) {
  constexpr std::string_view kForbidden("\0\r", 2);
  const std::string_view name = takeUntil(':', line);
  const std::string_view value = trimmed(line);
  if (!isToken(name) || value.find_first_of(kForbidden) != std::string_view::npos) {
    return malformed("a header of the answer is malformed");
  }
  if (equalsIgnoringCase(name, "Content-Length")) return readLength(value);
  if (equalsIgnoringCase(name, "Transfer-Encoding")) return readTransferCoding(value);
  if (equalsIgnoringCase(name, "Content-Type")) return readType(value);
  if (equalsIgnoringCase(name, "Content-Encoding") && !equalsIgnoringCase(value, "identity")) {
    return malformed("the answer is compressed");
  }
  if (equalsIgnoringCase(name, "Connection") && listHas(value, "close")) isKept_ = false;
  return {};
}

Result<void> ResponseReader::readTransferCoding(std::string_view value) {
  if (isChunked_ || !equalsIgnoringCase(value, "chunked")) {
    return malformed("the answer has an unknown transfer coding");
  }
  isChunked_ = true;
  return {};
}

Result<void> ResponseReader::readType(std::string_view value) {
  if (std::exchange(hasType_, true)) return malformed("the answer has two types");
  response_.mediaType = lowerCased(trimmed(value.substr(0, value.find(';'))));
  return {};
}

Result<void> ResponseReader::readLength(std::string_view value) {
  const bool isDigits = value.find_first_not_of("0123456789") == std::string_view::npos;
  const auto length = isDigits ? numberIn(value, 10) : std::nullopt;
  if (!length || (length_ && *length_ != *length)) {
    return malformed("the answer has no one Content-Length");
  }
  length_ = length;
  return {};
}

Result<void> ResponseReader::beginBody() {
  if (response_.status == kSwitching) return malformed("the answer switches protocols");
  if (response_.status < kSuccessful) {
    // The real one is still to come.
    const bool isKept = isKept_;
    response_ = Response{};
    length_.reset();
    isChunked_ = hasType_ = false;
    isKept_ = isKept;
    state_ = State::kStatus;
    return {};
  }
  if (isChunked_ && length_) return malformed("the answer has two sizes");
  if (response_.status == kNoContent || response_.status == kNotModified) {
    state_ = State::kWhole;
  } else if (isChunked_) {
    state_ = State::kChunkSize;
  } else if (length_) {
    if (*length_ > limits_.maxBodyBytes) return tooLarge("the answer is too large");
    left_ = *length_;
    state_ = State::kCounted;
  } else {
    isKept_ = false;
    state_ = State::kToTheEnd;
  }
  return {};
}

// Without its CR LF; nullopt if it is not whole.
Result<std::optional<std::string>> ResponseReader::takeLine() {
  const auto end = unread_.find('\n');
  const auto size = end == std::string::npos ? unread_.size() : end + 1;
  if (headBytes_ + size > limits_.maxHeadBytes) {
    return tooLarge("the head of the answer is too large");
  }
  if (end == std::string::npos) return std::optional<std::string>();
  if (end == 0 || unread_[end - 1] != '\r') return malformed("a line of the answer has no CR LF");
  headBytes_ += size;
  std::string line = unread_.substr(0, end - 1);
  unread_.erase(0, size);
  return std::optional<std::string>(std::move(line));
}

}  // namespace fanfare::backend
