#include "support/text.h"

#include <cstdlib>

namespace fanfare::bench {

void replaceAll(std::string& text, std::string_view what, std::string_view by) {
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size())) {
    text.replace(at, what.size(), by);
  }
}

std::string withIndex(std::string text, std::uint64_t index) {
  replaceAll(text, "%d", std::to_string(index));
  return text;
}

Url parseUrl(const std::string& text, int defaultPort) {
  const auto scheme = text.find("://");
  const auto begin = scheme == std::string::npos ? 0 : scheme + 3;
  const auto slash = text.find('/', begin);
  const std::string authority =
      text.substr(begin, slash == std::string::npos ? slash : slash - begin);
  const auto colon = authority.rfind(':');

  Url url;
  url.host = authority.substr(0, colon);
  url.port = colon == std::string::npos ? defaultPort : std::atoi(authority.c_str() + colon + 1);
  if (slash != std::string::npos) url.path = text.substr(slash);
  return url;
}

std::size_t readNumber(const char* begin, const char* end, std::uint64_t& number) {
  const char* at = begin;
  for (number = 0; at < end && *at >= '0' && *at <= '9'; ++at) {
    number = number * 10 + static_cast<std::uint64_t>(*at - '0');
  }
  return static_cast<std::size_t>(at - begin);
}

}  // namespace fanfare::bench
