#ifndef FANFARE_BENCH_SUPPORT_TEXT_H_
#define FANFARE_BENCH_SUPPORT_TEXT_H_

#include <cstdint>
#include <string>
#include <string_view>

namespace fanfare::bench {

void replaceAll(std::string& text, std::string_view what, std::string_view by);

// `text` with the number in place of every "%d".
std::string withIndex(std::string text, std::uint64_t index);

// The parts of "scheme://host:port/path", of which only the host is needed.
struct Url {
  std::string host;
  int port = 80;
  std::string path;
};
Url parseUrl(const std::string& text, int defaultPort);

// Reads the decimal number at `begin`; returns how many digits it has.
std::size_t readNumber(const char* begin, const char* end, std::uint64_t& number);

}  // namespace fanfare::bench

#endif  // FANFARE_BENCH_SUPPORT_TEXT_H_
