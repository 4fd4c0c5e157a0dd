#include "wsload/inflater.h"

#include "support/process.h"

namespace fanfare::bench {
namespace {

constexpr std::string_view kTail("\0\0\xff\xff", 4);  // which the sender left out

}  // namespace

Inflater::Inflater() {
  if (inflateInit2(&stream_, -15) != Z_OK) die("inflateInit2");
}

Inflater::~Inflater() { inflateEnd(&stream_); }

std::optional<std::string_view> Inflater::inflate(std::string_view message) {
  input_.assign(message).append(kTail);
  inflateReset(&stream_);
  stream_.next_in = reinterpret_cast<Bytef*>(input_.data());
  stream_.avail_in = static_cast<uInt>(input_.size());
  stream_.next_out = reinterpret_cast<Bytef*>(output_.data());
  stream_.avail_out = static_cast<uInt>(output_.size());
  const int status = ::inflate(&stream_, Z_SYNC_FLUSH);
  const bool isWhole = stream_.avail_in == 0 && stream_.avail_out > 0;
  if ((status != Z_OK && status != Z_STREAM_END) || !isWhole) return std::nullopt;
  return std::string_view(output_.data(), output_.size() - stream_.avail_out);
}

}  // namespace fanfare::bench
