#include "sessions/inflate.h"

#include <zlib.h>

namespace fanfare::sessions {

std::optional<std::string> inflated(std::string_view bytes, std::size_t maxBytes) {
  z_stream stream{};
  if (inflateInit(&stream) != Z_OK) return std::nullopt;
  std::string text(maxBytes + 1, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));  // zlib only reads it
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(text.data());
  stream.avail_out = static_cast<uInt>(text.size());

  const int ended = inflate(&stream, Z_FINISH);
  const std::size_t size = text.size() - stream.avail_out;
  const bool isWhole = ended == Z_STREAM_END && stream.avail_in == 0 && size <= maxBytes;
  inflateEnd(&stream);
  if (!isWhole) return std::nullopt;
  text.resize(size);
  return text;
}

}  // namespace fanfare::sessions
