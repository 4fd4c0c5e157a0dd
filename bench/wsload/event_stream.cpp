#include "wsload/event_stream.h"

#include <algorithm>
#include <cstdlib>

namespace fanfare::bench {

std::optional<std::size_t> EventStream::read(std::string_view bytes, ReaderSink& sink) {
  if (!isChunked_) {
    decode(bytes, sink);
    return bytes.size();
  }
  std::size_t used = 0;
  while (used < bytes.size()) {
    if (expects_ == Expects::kData) {
      const auto size = std::min<std::uint64_t>(bytes.size() - used, chunkLeft_);
      decode(bytes.substr(used, size), sink);
      used += size;
      chunkLeft_ -= size;
      if (chunkLeft_ == 0) expects_ = Expects::kLineEnd;
      continue;
    }
    const auto lineEnd = bytes.find('\n', used);
    if (lineEnd == std::string_view::npos) break;
    if (!readChunkLine(bytes.substr(used, lineEnd - used))) return std::nullopt;
    used = lineEnd + 1;
  }
  return used;
}

// False at the end of the stream.
bool EventStream::readChunkLine(std::string_view line) {
  if (expects_ == Expects::kLineEnd) {
    expects_ = Expects::kSize;
    return true;
  }
  chunkLeft_ = std::strtoull(std::string(line).c_str(), nullptr, 16);
  expects_ = Expects::kData;
  return chunkLeft_ > 0;
}

void EventStream::decode(std::string_view text, ReaderSink& sink) {
  for (auto end = text.find('\n'); end != std::string_view::npos; end = text.find('\n')) {
    line_.append(text.substr(0, end));
    text.remove_prefix(end + 1);
    acceptLine(sink);
    line_.clear();
  }
  line_.append(text);
}

void EventStream::acceptLine(ReaderSink& sink) {
  constexpr std::string_view kData = "data:";
  if (!line_.empty() && line_.back() == '\r') line_.pop_back();
  if (line_.empty()) {
    if (!data_.empty()) sink.onMessage(data_);
    data_.clear();
  } else if (line_.compare(0, kData.size(), kData) == 0) {
    if (!data_.empty()) data_ += '\n';
    const bool hasBlank = line_.size() > kData.size() && line_[kData.size()] == ' ';
    data_.append(line_, kData.size() + (hasBlank ? 1 : 0), std::string::npos);
  }
}

}  // namespace fanfare::bench
