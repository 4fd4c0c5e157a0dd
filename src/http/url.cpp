#include "http/url.h"

#include <algorithm>
#include <utility>

#include "fanfare/utf8.h"

#include "model/ascii.h"
#include "model/percent.h"

namespace fanfare::http {
namespace {

constexpr char kHexDigits[] = "0123456789ABCDEF";

}  // namespace

std::optional<std::string> percentDecoded(std::string_view text, Plus plus) {
  std::string encoded(text);
  if (plus == Plus::kIsBlank) std::replace(encoded.begin(), encoded.end(), '+', ' ');
  auto decoded = fanfare::percentDecoded(encoded);
  if (!decoded || std::any_of(decoded->begin(), decoded->end(), isControl)) return std::nullopt;
  if (!isUtf8(*decoded)) return std::nullopt;
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
