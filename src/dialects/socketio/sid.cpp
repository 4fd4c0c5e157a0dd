#include "dialects/socketio/sid.h"

#include <charconv>
#include <cstddef>

namespace fanfare::dialects::socketio {
namespace {

constexpr char kSessionMark = '-';
constexpr char kSocketMark = '~';
constexpr std::size_t kDigits = 16;  // of each number
constexpr int kBase = 16;

void append(std::string& text, std::uint64_t number) {
  for (int shift = 60; shift >= 0; shift -= 4) {
    text += "0123456789abcdef"[(number >> shift) & 0xF];
  }
}

// nullopt unless it is as append() writes it.
std::optional<std::uint64_t> numberIn(std::string_view digits) {
  if (digits.find_first_not_of("0123456789abcdef") != std::string_view::npos) return std::nullopt;
  std::uint64_t number = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), number, kBase);
  return number;
}

}  // namespace

std::string textOf(const Sid& sid) {
  std::string text;
  text.reserve(1 + 2 * kDigits);
  text += sid.kind == SidKind::kSession ? kSessionMark : kSocketMark;
  append(text, sid.connection);
  append(text, sid.nonce);
  return text;
}

std::optional<Sid> sidIn(std::string_view text) {
  if (text.size() != 1 + 2 * kDigits) return std::nullopt;
  if (text.front() != kSessionMark && text.front() != kSocketMark) return std::nullopt;
  const auto connection = numberIn(text.substr(1, kDigits));
  const auto nonce = numberIn(text.substr(1 + kDigits));
  if (!connection || !nonce) return std::nullopt;
  const auto kind = text.front() == kSessionMark ? SidKind::kSession : SidKind::kSocket;
  return Sid{kind, *connection, *nonce};
}

}  // namespace fanfare::dialects::socketio
