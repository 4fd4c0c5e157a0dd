// X-Forwarded-For: client, proxy, proxy          addresses, some with a port behind
// Forwarded: for=client;proto=https, for="[2001:db8::1]:4711"        (RFC 7239, 4)

#include "http/client_address.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <vector>

#include "model/ascii.h"

namespace fanfare::http {
namespace {

constexpr std::string_view kForwarded = "Forwarded";

// Takes what lies before the first `separator` that is in no quotes.
std::string_view takeUnquoted(char separator, std::string_view& text) {
  bool isQuoted = false;
  std::size_t end = 0;
  for (; end < text.size() && (isQuoted || text[end] != separator); ++end) {
    if (text[end] == '"') isQuoted = !isQuoted;
    if (isQuoted && text[end] == '\\') ++end;
  }
  end = std::min(end, text.size());
  const std::string_view taken = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return trimmed(taken);
}

std::string_view unquoted(std::string_view text) {
  const bool isQuoted = text.size() >= 2 && text.front() == '"' && text.back() == '"';
  return isQuoted ? text.substr(1, text.size() - 2) : text;
}

std::string_view forIn(std::string_view element) {
  while (!element.empty()) {
    std::string_view pair = takeUnquoted(';', element);
    if (equalsIgnoringCase(trimmed(takeUntil('=', pair)), "for")) return unquoted(trimmed(pair));
  }
  return {};
}

// Without its port, if one stands behind it.
std::string_view hostIn(std::string_view text) {
  if (!text.empty() && text.front() == '[') {
    const auto end = text.find(']');
    return end == std::string_view::npos ? text : text.substr(1, end - 1);
  }
  const auto colon = text.find(':');
  const bool hasPort = colon != std::string_view::npos && colon == text.rfind(':');
  return hasPort ? text.substr(0, colon) : text;
}

// The entries of all headers of that name, in order; those that are no address are empty.
std::vector<std::string_view> hopsIn(const Handshake& handshake, const std::string& name) {
  const bool isForwarded = equalsIgnoringCase(name, kForwarded);
  std::vector<std::string_view> hops;
  for (const auto& header : handshake.headers) {
    if (!equalsIgnoringCase(header.name, name)) continue;
    std::string_view rest = header.value;
    while (!rest.empty()) {
      const std::string_view element = takeUnquoted(',', rest);
      const std::string_view host = hostIn(isForwarded ? forIn(element) : element);
      hops.push_back(addressIn(host) ? host : std::string_view());
    }
  }
  return hops;
}

}  // namespace

std::string clientAddressOf(const Handshake& handshake, const ClientAddressRules& rules) {
  if (rules.header.empty() || !rules.proxies.contains(handshake.peerAddress)) {
    return handshake.peerAddress;
  }
  const auto hops = hopsIn(handshake, rules.header);
  std::string_view client = handshake.peerAddress;
  for (auto hop = hops.rbegin(); hop != hops.rend(); ++hop) {
    if (hop->empty()) break;
    client = *hop;
    if (!rules.proxies.contains(client)) break;
  }
  return std::string(client);
}

bool hasPassedProxy(const Handshake& handshake) {
  constexpr std::array<const char*, 4> kHeaders = {"X-Forwarded-For", "Forwarded", "Via",
                                                   "X-Real-IP"};
  return std::any_of(kHeaders.begin(), kHeaders.end(),
                     [&](const char* name) { return handshake.header(name).has_value(); });
}

}  // namespace fanfare::http
