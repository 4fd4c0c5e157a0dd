// A message's payload is a raw deflate stream flushed to a byte boundary, less the empty stored
// block 00 00 FF FF that such a flush ends with (RFC 7692, 7.2.1).

#include "ws/deflate.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <new>

namespace fanfare::ws {
namespace {

using namespace std::string_view_literals;

constexpr int kRawWindowBits = -15;
constexpr int kMemoryLevel = 8;
constexpr std::string_view kFlushTail = "\x00\x00\xFF\xFF"sv;
constexpr std::size_t kFlushBytes = 16;       // more than a flush adds to deflateBound()
constexpr std::size_t kKeptBytes = 1u << 20;  // of the output buffer, between messages

constexpr int kBetweenBlocks = 128;  // in z_stream::data_type

// zlib only reads through next_in.
Bytef* inputOf(std::string_view bytes) {
  return reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
}

}  // namespace

Deflater::Deflater() {
  const int status = ::deflateInit2(&stream_, Z_DEFAULT_COMPRESSION, Z_DEFLATED, kRawWindowBits,
                                    kMemoryLevel, Z_DEFAULT_STRATEGY);
  if (status != Z_OK) throw std::bad_alloc();
}

Deflater::~Deflater() { ::deflateEnd(&stream_); }

std::string_view Deflater::deflate(std::string_view message) {
  ::deflateReset(&stream_);
  if (output_.size() > kKeptBytes) std::string().swap(output_);  // assigned to, it keeps them
  const std::size_t bound = ::deflateBound(&stream_, message.size()) + kFlushBytes;
  if (output_.size() < bound) output_.resize(bound);

  stream_.next_in = inputOf(message);
  stream_.avail_in = static_cast<uInt>(message.size());
  stream_.next_out = reinterpret_cast<Bytef*>(output_.data());
  stream_.avail_out = static_cast<uInt>(output_.size());
  ::deflate(&stream_, Z_SYNC_FLUSH);
  assert(stream_.avail_in == 0 && stream_.avail_out > 0);

  const std::string_view flushed(output_.data(), output_.size() - stream_.avail_out);
  return flushed.substr(0, flushed.size() - kFlushTail.size());
}

Inflater::Inflater() {
  if (::inflateInit2(&stream_, kRawWindowBits) != Z_OK) throw std::bad_alloc();
}

Inflater::~Inflater() { ::inflateEnd(&stream_); }

Inflated Inflater::inflate(std::string_view payload, std::size_t maxBytes, std::string& message) {
  ::inflateReset(&stream_);
  message.clear();
  endsWithFinalBlock_ = false;

  Inflated result = feed(payload, maxBytes, message);
  if (result != Inflated::kWhole || endsWithFinalBlock_) return result;
  result = feed(kFlushTail, maxBytes, message);
  const bool isBetweenBlocks = (stream_.data_type & kBetweenBlocks) != 0;
  return result == Inflated::kWhole && !isBetweenBlocks ? Inflated::kMalformed : result;
}

Inflated Inflater::feed(std::string_view input, std::size_t maxBytes, std::string& message) {
  std::array<char, 16 * 1024> output;
  stream_.next_in = inputOf(input);
  stream_.avail_in = static_cast<uInt>(input.size());

  do {
    stream_.next_out = reinterpret_cast<Bytef*>(output.data());
    stream_.avail_out = static_cast<uInt>(output.size());
    const int status = ::inflate(&stream_, Z_SYNC_FLUSH);
    const std::size_t size = output.size() - stream_.avail_out;

    if (status != Z_OK && status != Z_STREAM_END && status != Z_BUF_ERROR) {
      return Inflated::kMalformed;
    }
    if (size > maxBytes - message.size()) return Inflated::kTooBig;
    message.append(output.data(), size);
    if (status == Z_STREAM_END) {
      endsWithFinalBlock_ = stream_.avail_in == 0;
      if (endsWithFinalBlock_) break;
      ::inflateReset(&stream_);  // what follows a final block is a stream of its own
    }
  } while (stream_.avail_in > 0 || stream_.avail_out == 0);
  return Inflated::kWhole;
}

}  // namespace fanfare::ws
