#ifndef FANFARE_BENCH_WSLOAD_NUMBERED_H_
#define FANFARE_BENCH_WSLOAD_NUMBERED_H_

#include <cstdint>
#include <optional>
#include <string_view>

#include "support/text.h"

namespace fanfare::bench {

// What a message says of itself: "seq=<number>;t=<ns of CLOCK_MONOTONIC>;" somewhere in it.
struct Numbered {
  std::uint64_t number = 0;
  std::optional<std::uint64_t> sentAt;
};

// nullopt where there is no number.
inline std::optional<Numbered> numberedIn(std::string_view payload) {
  const char* end = payload.data() + payload.size();
  Numbered found;
  const auto at = payload.find("seq=");
  if (at == std::string_view::npos) return std::nullopt;
  const std::size_t digits = readNumber(payload.data() + at + 4, end, found.number);
  if (digits == 0) return std::nullopt;
  const auto timeAt = payload.find("t=", at + 4 + digits);
  std::uint64_t sentAt = 0;
  if (timeAt != std::string_view::npos &&
      readNumber(payload.data() + timeAt + 2, end, sentAt) > 0) {
    found.sentAt = sentAt;
  }
  return found;
}

}  // namespace fanfare::bench

#endif  // FANFARE_BENCH_WSLOAD_NUMBERED_H_
