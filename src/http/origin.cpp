#include "http/origin.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "model/ascii.h"

namespace fanfare::http {
namespace {

constexpr std::string_view kNull = "null";
constexpr std::size_t kMaxHostBytes = 255;

std::string lowered(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(), lowerCased);
  return lower;
}

std::uint16_t defaultPortOf(std::string_view scheme) {
  if (scheme == "http" || scheme == "ws") return 80;
  if (scheme == "https" || scheme == "wss") return 443;
  return 0;
}

bool isScheme(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return isAlphanumeric(c) || c == '+' || c == '-' || c == '.';
  });
}

bool isHost(std::string_view text) {
  if (text.empty() || text.size() > kMaxHostBytes) return false;
  if (text.front() == '[') return text.back() == ']' && addressIn(text);
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return isAlphanumeric(c) || c == '-' || c == '.' || c == '_'; });
}

std::optional<std::uint16_t> portIn(std::string_view text) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error != std::errc() || end != text.data() + text.size() || port == 0) return std::nullopt;
  return port;
}

// "host" or "host:port"; without a port, `defaultPort`.
std::optional<WebOrigin> hostAndPortIn(std::string_view text, std::string scheme,
                                       std::uint16_t defaultPort) {
  const auto bracket = text.rfind(']');
  const auto colon = text.find(':', bracket == std::string_view::npos ? 0 : bracket);
  const auto port =
      colon == std::string_view::npos ? std::optional(defaultPort) : portIn(text.substr(colon + 1));
  if (!port || !isHost(text.substr(0, colon))) return std::nullopt;
  return WebOrigin{std::move(scheme), lowered(text.substr(0, colon)), *port};
}

// The first of a list: what the proxy that met the browser said.
std::string_view firstOf(std::string_view list) { return trimmed(takeUntil(',', list)); }

std::string_view unquoted(std::string_view text) {
  const bool isQuoted = text.size() >= 2 && text.front() == '"' && text.back() == '"';
  return isQuoted ? text.substr(1, text.size() - 2) : text;
}

// The value of `name` in the first element of a Forwarded header (RFC 7239); empty if there is
// none.
std::string_view forwardedValue(std::string_view header, std::string_view name) {
  std::string_view element = firstOf(header);
  while (!element.empty()) {
    std::string_view pair = trimmed(takeUntil(';', element));
    if (equalsIgnoringCase(takeUntil('=', pair), name)) return unquoted(pair);
  }
  return {};
}

// What the browser asked for, as the proxies in front tell it; empty where they do not.
struct Forwarded {
  std::string_view scheme;
  std::string_view host;
  std::string_view port;
};

Forwarded forwardedIn(const Handshake& handshake) {
  if (const auto header = handshake.header("Forwarded")) {
    return {forwardedValue(*header, "proto"), forwardedValue(*header, "host"), {}};
  }
  const auto valueOf = [&](const char* name) {
    return firstOf(handshake.header(name).value_or(std::string_view()));
  };
  return {valueOf("X-Forwarded-Proto"), valueOf("X-Forwarded-Host"), valueOf("X-Forwarded-Port")};
}

bool contains(const std::vector<std::string>& list, const std::string& word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

Refusal foreign(std::string_view origin, std::string_view remedy) {
  std::string reason = "origin " + std::string(origin) + " is not allowed; ";
  reason += "origin.allow = " + std::string(origin) + " would let it in";
  reason += remedy;
  return {403, std::move(reason)};
}

}  // namespace

std::string WebOrigin::text() const {
  std::string text = scheme + "://" + host;
  if (port != defaultPortOf(scheme)) text += ":" + std::to_string(port);
  return text;
}

std::optional<WebOrigin> originIn(std::string_view text) {
  const auto end = text.find("://");
  if (end == std::string_view::npos || !isScheme(text.substr(0, end))) return std::nullopt;
  std::string scheme = lowered(text.substr(0, end));
  const std::uint16_t port = defaultPortOf(scheme);
  return hostAndPortIn(text.substr(end + 3), std::move(scheme), port);
}

OriginRules::OriginRules() : proxies_(AddressList::loopback()) {}

Result<OriginRules> OriginRules::of(const std::vector<std::string>& allow,
                                    const std::vector<std::string>& hosts, AddressList proxies) {
  OriginRules rules;
  rules.proxies_ = std::move(proxies);
  for (const auto& entry : allow) {
    if (entry == "same-origin") continue;
    const auto origin = originIn(entry);
    if (entry == "*") {
      rules.allowsAny_ = true;
    } else if (entry == kNull) {
      rules.allowsNull_ = true;
    } else if (origin) {
      rules.allowed_.push_back(*origin);
    } else {
      return Error{ErrorCode::kInvalidArgument,
                   "'" + entry + "' is no origin such as https://example.org"};
    }
  }
  for (const auto& host : hosts) {
    if (!hostAndPortIn(host, "http", 80)) {
      return Error{ErrorCode::kInvalidArgument, "'" + host + "' is no host name"};
    }
    rules.hosts_.push_back(lowered(host));
  }
  return rules;
}

std::optional<Refusal> OriginRules::refusalOf(const Handshake& handshake) const {
  const auto requested = requestedOf(handshake);
  if (!requested) return Refusal{400, "the host cannot be read"};
  if (auto refusal = refusalOfHost(*requested)) return refusal;

  if (const auto origin = handshake.header("Origin")) return refusalOfOrigin(*origin, *requested);
  if (allowsAny_) return std::nullopt;

  const auto site = handshake.header("Sec-Fetch-Site");
  if (!site || *site == "same-origin" || *site == "same-site" || *site == "none") {
    return std::nullopt;
  }
  return Refusal{403,
                 "a page of another site asks without an origin; origin.allow = * would let it in"};
}

std::optional<Refusal> OriginRules::refusalOfHost(const WebOrigin& requested) const {
  if (hosts_.empty() || contains(hosts_, requested.host) ||
      contains(hosts_, requested.host + ":" + std::to_string(requested.port))) {
    return std::nullopt;
  }
  return Refusal{421,
                 "host " + requested.host + " is not served; server.hosts would have to name it"};
}

std::optional<Refusal> OriginRules::refusalOfOrigin(std::string_view origin,
                                                    const WebOrigin& requested) const {
  if (allowsAny_ || lists(origin)) return std::nullopt;
  if (origin == kNull) return foreign(kNull, "");

  const auto page = originIn(origin);
  if (!page) {
    return Refusal{
        403, "the origin is none such as https://example.org; origin.allow = * would let it in"};
  }
  if (*page == requested) return std::nullopt;

  const bool otherScheme = page->host == requested.host && page->scheme != requested.scheme;
  return foreign(page->text(),
                 otherScheme ? ", and so would a trusted proxy that sends X-Forwarded-Proto" : "");
}

std::optional<WebOrigin> OriginRules::requestedOf(const Handshake& handshake) const {
  std::string_view host = handshake.header("Host").value_or(std::string_view());
  Forwarded forwarded;
  if (proxies_.contains(handshake.peerAddress)) forwarded = forwardedIn(handshake);
  if (!forwarded.host.empty()) host = forwarded.host;

  std::string scheme = handshake.isOverTls ? "https" : "http";
  if (!forwarded.scheme.empty()) scheme = lowered(forwarded.scheme);
  if (scheme == "ws") scheme = "http";
  if (scheme == "wss") scheme = "https";
  std::uint16_t port = defaultPortOf(scheme);
  if (!forwarded.port.empty()) {
    const auto given = portIn(forwarded.port);
    if (!given) return std::nullopt;
    port = *given;
  }
  return hostAndPortIn(host, std::move(scheme), port);
}

bool OriginRules::lists(std::string_view origin) const {
  if (origin == kNull) return allowsAny_ || allowsNull_;
  const auto page = originIn(origin);
  return page &&
         (allowsAny_ || std::find(allowed_.begin(), allowed_.end(), *page) != allowed_.end());
}

std::string OriginRules::summary() const {
  if (allowsAny_) return "any";
  std::string text = "same origin";
  for (const auto& origin : allowed_) text += ", " + origin.text();
  if (allowsNull_) text += ", null";
  return text;
}

}  // namespace fanfare::http
