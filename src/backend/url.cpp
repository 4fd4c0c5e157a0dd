#include "backend/url.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

#include "model/ascii.h"

namespace fanfare::backend {
namespace {

constexpr std::uint16_t kPort = 80;
constexpr std::uint16_t kSecurePort = 443;

Error wrong(const char* what) { return {ErrorCode::kInvalidArgument, what}; }

bool takePrefix(std::string_view prefix, std::string_view& text) {
  if (text.substr(0, prefix.size()) != prefix) return false;
  text.remove_prefix(prefix.size());
  return true;
}

std::optional<std::uint16_t> portIn(std::string_view digits) {
  std::uint16_t port = 0;
  const char* end = digits.data() + digits.size();
  const auto read = std::from_chars(digits.data(), end, port);
  if (read.ec != std::errc() || read.ptr != end || port == 0) return std::nullopt;
  return port;
}

bool isHost(std::string_view host, bool isBracketed) {
  const std::string_view symbols = isBracketed ? ":." : ".-_";
  return !host.empty() && std::all_of(host.begin(), host.end(), [&](char c) {
    return isAlphanumeric(c) || symbols.find(c) != std::string_view::npos;
  });
}

// Host and port of `authority`, into `url`.
bool readAuthority(std::string_view authority, Url& url) {
  const bool isBracketed = takePrefix("[", authority);
  const auto end = isBracketed ? authority.find(']') : authority.find(':');
  if (isBracketed && end == std::string_view::npos) return false;
  const std::string_view host = authority.substr(0, end);
  if (!isHost(host, isBracketed)) return false;
  url.host = host;

  authority.remove_prefix(std::min(host.size() + (isBracketed ? 1 : 0), authority.size()));
  if (authority.empty()) return true;
  if (!takePrefix(":", authority)) return false;
  const auto port = portIn(authority);
  if (port) url.port = *port;
  return port.has_value();
}

}  // namespace

Result<Url> Url::parse(std::string_view text) {
  if (text.size() > kMaxBytes) return wrong("is too long");
  const bool isPlain =
      std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 0x7F; });
  if (!isPlain) return wrong("holds something that would have to be escaped");
  if (text.find('#') != std::string_view::npos) return wrong("has a fragment");

  Url url;
  url.isSecure = takePrefix("https://", text);
  if (!url.isSecure && !takePrefix("http://", text)) {
    return wrong("begins with neither http:// nor https://");
  }
  url.port = url.isSecure ? kSecurePort : kPort;
  const auto slash = std::min(text.find_first_of("/?"), text.size());
  if (!readAuthority(text.substr(0, slash), url)) return wrong("names no host and port");
  url.target = text.substr(slash);
  if (url.target.empty() || url.target.front() == '?') url.target.insert(0, "/");
  return url;
}

std::string Url::authority() const {
  const bool isBracketed = host.find(':') != std::string::npos;
  std::string text = isBracketed ? "[" + host + "]" : host;
  if (port != (isSecure ? kSecurePort : kPort)) text += ":" + std::to_string(port);
  return text;
}

std::string Url::shown() const {
  return (isSecure ? "https://" : "http://") + authority() + target.substr(0, target.find('?'));
}

}  // namespace fanfare::backend
