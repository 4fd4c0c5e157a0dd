#include "sessions/iso_time.h"

#include <algorithm>
#include <ctime>

namespace fanfare::sessions {
namespace {

constexpr int kLastYear = 2200;  // a time_point ends in 2262

bool isDigit(char c) { return c >= '0' && c <= '9'; }

// The number that `count` digits at the front of `text` are, which are removed with the `end`
// behind them; nullopt if they are not there, or not from `least` to `most`.
struct Field {
  std::size_t count;
  char end;  // 0: nothing
  int least;
  int most;
};

std::optional<int> take(std::string_view& text, const Field& field) {
  const std::size_t size = field.count + (field.end != 0 ? 1 : 0);
  if (text.size() < size) return std::nullopt;
  int value = 0;
  for (std::size_t i = 0; i < field.count; ++i) {
    if (!isDigit(text[i])) return std::nullopt;
    value = value * 10 + (text[i] - '0');
  }
  if (field.end != 0 && text[field.count] != field.end) return std::nullopt;
  text.remove_prefix(size);
  if (value < field.least || value > field.most) return std::nullopt;
  return value;
}

void skipFraction(std::string_view& text) {
  if (text.empty() || text.front() != '.') return;
  text.remove_prefix(1);
  while (!text.empty() && isDigit(text.front())) text.remove_prefix(1);
}

// Nullopt unless `text` is nothing but an offset.
std::optional<std::chrono::seconds> offsetIn(std::string_view text) {
  if (text == "Z") return std::chrono::seconds(0);
  if (text.empty() || (text.front() != '+' && text.front() != '-')) return std::nullopt;
  const int sign = text.front() == '-' ? -1 : 1;
  text.remove_prefix(1);
  const auto hours = take(text, {2, ':', 0, 23});
  const auto minutes = take(text, {2, 0, 0, 59});
  if (!hours || !minutes || !text.empty()) return std::nullopt;
  return std::chrono::seconds(sign * (*hours * 3600 + *minutes * 60));
}

}  // namespace

std::optional<std::chrono::system_clock::time_point> isoTimeIn(std::string_view text) {
  constexpr Field kFields[] = {{4, '-', 1970, 9999}, {2, '-', 1, 12}, {2, 'T', 1, 31},
                               {2, ':', 0, 23},      {2, ':', 0, 59}, {2, 0, 0, 60}};
  int read[6];
  for (std::size_t i = 0; i < 6; ++i) {
    const auto value = take(text, kFields[i]);
    if (!value) return std::nullopt;
    read[i] = *value;
  }
  skipFraction(text);
  const auto offset = offsetIn(text);
  if (!offset) return std::nullopt;

  std::tm calendar{};
  calendar.tm_year = std::min(read[0], kLastYear) - 1900;
  calendar.tm_mon = read[1] - 1;
  calendar.tm_mday = read[2];
  calendar.tm_hour = read[3];
  calendar.tm_min = read[4];
  calendar.tm_sec = read[5];
  return std::chrono::system_clock::from_time_t(::timegm(&calendar)) - *offset;
}

}  // namespace fanfare::sessions
