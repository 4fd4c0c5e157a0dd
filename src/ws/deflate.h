#ifndef FANFARE_WS_DEFLATE_H_
#define FANFARE_WS_DEFLATE_H_

#include <zlib.h>

#include <cstddef>
#include <string>
#include <string_view>

namespace fanfare::ws {

// Compresses messages for permessage-deflate (RFC 7692, 7.2.1), each by itself.
//
// Threads: confined to one reactor.
class Deflater {
 public:
  Deflater();
  Deflater(const Deflater&) = delete;
  Deflater& operator=(const Deflater&) = delete;
  ~Deflater();

  // The payload of the frame for `message`; valid until the next call.
  std::string_view deflate(std::string_view message);

 private:
  z_stream stream_{};
  std::string output_;
};

enum class Inflated { kWhole, kMalformed, kTooBig };

// Decompresses messages of permessage-deflate (RFC 7692, 7.2.2), each by itself.
//
// Threads: confined to one reactor.
class Inflater {
 public:
  Inflater();
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;
  ~Inflater();

  // Puts the message that `payload` carries into `message`. Stops as soon as it is longer than
  // `maxBytes`, and never holds more than that.
  Inflated inflate(std::string_view payload, std::size_t maxBytes, std::string& message);

 private:
  Inflated feed(std::string_view input, std::size_t maxBytes, std::string& message);

  z_stream stream_{};
  bool endsWithFinalBlock_ = false;  // what was fed so far
};

}  // namespace fanfare::ws

#endif  // FANFARE_WS_DEFLATE_H_
