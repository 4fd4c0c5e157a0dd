// The opening handshake (RFC 6455, 4.2.1):
//
//   GET target HTTP/1.1
//   Upgrade: websocket
//   Connection: ..., Upgrade, ...
//   Sec-WebSocket-Version: 13
//   Sec-WebSocket-Key: 16 bytes in base64

#include "http/upgrade_request.h"

#include <algorithm>

#include "model/ascii.h"

namespace fanfare::http {
namespace {

constexpr std::size_t kKeySize = 24;

bool isBase64(char c) { return isAlphanumeric(c) || c == '+' || c == '/'; }

// 16 bytes are 22 characters, the last of which holds two bits, and "==".
bool isKey(std::string_view key) {
  constexpr std::string_view kLastCharacters = "AQgw";
  return key.size() == kKeySize && key.substr(22) == "==" &&
         std::all_of(key.begin(), key.begin() + 22, isBase64) &&
         kLastCharacters.find(key[21]) != std::string_view::npos;
}

// For the line of a text: what is not ASCII, or too long for a key by far, is left out.
std::string shown(std::string_view key) {
  std::string text(key.substr(0, 2 * kKeySize));
  std::replace_if(
      text.begin(), text.end(), [](char c) { return c < 0x20 || c > 0x7E; }, '?');
  return text;
}

bool headerHas(const Poco::Net::HTTPRequest& request, const char* name, std::string_view token) {
  for (auto [at, end] = std::pair(request.find(name), request.end()); at != end; ++at) {
    if (!equalsIgnoringCase(at->first, name)) break;
    if (listHas(at->second, token)) return true;
  }
  return false;
}

}  // namespace

bool listHas(std::string_view list, std::string_view token) {
  while (!list.empty()) {
    if (equalsIgnoringCase(trimmed(takeUntil(',', list)), token)) return true;
  }
  return false;
}

std::optional<Refusal> whyNoUpgrade(const Poco::Net::HTTPRequest& request) {
  if (request.getMethod() != "GET") return Refusal{400, "HTTP method must be a GET"};
  if (request.getVersion() != "HTTP/1.1") return Refusal{400, "HTTP server protocol must be 1.1"};
  if (!headerHas(request, "Upgrade", "websocket") || !headerHas(request, "Connection", "upgrade")) {
    return Refusal{400, "Client does not wish to upgrade to a websocket"};
  }
  return std::nullopt;
}

std::optional<Refusal> whyNoWebSocket(const Poco::Net::HTTPRequest& request) {
  const auto version = request.find("Sec-WebSocket-Version");
  if (version == request.end() || version->second != "13") {
    return Refusal{426, "Sec-WebSocket-Version must be 13"};
  }
  const auto key = request.find("Sec-WebSocket-Key");
  if (key == request.end() || key->second.empty()) {
    return Refusal{400, "Sec-WebSocket-Key header is missing/empty"};
  }
  if (!isKey(key->second)) return Refusal{400, "Invalid key: " + shown(key->second)};
  return std::nullopt;
}

}  // namespace fanfare::http
