#include "http/url.h"

#include <utility>

#include "fanfare/utf8.h"

#include "model/ascii.h"

namespace fanfare::http {
namespace {

constexpr char kHexDigits[] = "0123456789ABCDEF";

int hexValue(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// The byte that begins with the "%" at `at`; nullopt if that is no escape.
std::optional<char> escapeAt(std::string_view text, std::size_t at) {
  if (at + 2 >= text.size()) return std::nullopt;
  const int high = hexValue(text[at + 1]);
  const int low = hexValue(text[at + 2]);
  if (high < 0 || low < 0) return std::nullopt;
  return static_cast<char>(high * 16 + low);
}

}  // namespace

std::optional<std::string> percentDecoded(std::string_view text, Plus plus) {
  std::string decoded;
  decoded.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '%') {
      const auto escaped = escapeAt(text, i);
      if (!escaped) return std::nullopt;
      c = *escaped;
      i += 2;
    } else if (c == '+' && plus == Plus::kIsBlank) {
      c = ' ';
    }
    if (isControl(c)) return std::nullopt;
    decoded += c;
  }
  if (!isUtf8(decoded)) return std::nullopt;
  return decoded;
}

std::optional<Fields> queryFields(std::string_view query) {
  Fields fields;
  while (!query.empty()) {
    std::string_view pair = takeUntil('&', query);
    if (pair.empty()) continue;
    auto name = percentDecoded(takeUntil('=', pair), Plus::kIsBlank);
    auto value = percentDecoded(pair, Plus::kIsBlank);
    if (!name || !value) return std::nullopt;
    fields.push_back({std::move(*name), std::move(*value)});
  }
  return fields;
}

void addCookies(std::string_view header, Fields& cookies) {
  while (!header.empty()) {
    const std::string_view pair = takeUntil(';', header);
    const auto equals = pair.find('=');
    if (equals == std::string_view::npos) continue;
    cookies.push_back({std::string(trimmed(pair.substr(0, equals))),
                       std::string(trimmed(pair.substr(equals + 1)))});
  }
}

std::string headerEscaped(std::string_view text) {
  std::string escaped;
  escaped.reserve(text.size());
  for (const char c : text) {
    const bool isPlain =
        c > 0x20 && c < 0x7F && std::string_view("%,;\"\\").find(c) == std::string_view::npos;
    if (isPlain) {
      escaped += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    escaped += {'%', kHexDigits[byte >> 4], kHexDigits[byte & 15]};
  }
  return escaped;
}

}  // namespace fanfare::http
