#ifndef FANFARE_BENCH_WSLOAD_HANDSHAKE_H_
#define FANFARE_BENCH_WSLOAD_HANDSHAKE_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "wsload/options.h"

namespace fanfare::bench {

// For keys and masks: fast, and no two alike.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next() {
    std::uint64_t value = state_ += 0x9E3779B97F4A7C15;
    value = (value ^ value >> 30) * 0xBF58476D1CE4E5B9;
    value = (value ^ value >> 27) * 0x94D049BB133111EB;
    return value ^ value >> 31;
  }

 private:
  std::uint64_t state_;
};

// The opening request of a client; `accept` becomes what the server has to answer to its key.
std::string requestOf(const LoadOptions& options, std::uint32_t index, Random& random,
                      std::string& accept);

struct Answer {
  enum class Verdict { kIncomplete, kOpen, kWrongStatus, kWrongAccept };

  Verdict verdict;
  std::size_t size = 0;  // if open: with its blank line
  bool isChunked = false;
  std::string statusLine;
};

Answer answerIn(std::string_view bytes, const std::string& accept, bool eventStream);

}  // namespace fanfare::bench

#endif  // FANFARE_BENCH_WSLOAD_HANDSHAKE_H_
