// The opening handshake (RFC 6455, 4.2.1):
//
//   GET target HTTP/1.1
//   Upgrade: websocket
//   Connection: ..., Upgrade, ...
//   Sec-WebSocket-Version: 13
//   Sec-WebSocket-Key: 16 bytes in base64

#include "http/model_entrance.h"

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

}  // namespace

std::optional<core::Entry> ModelEntrance::entryAt(std::string_view path) const {
  const auto& prefix = options_.prefix;
  if (path.substr(0, prefix.size()) != prefix) return std::nullopt;
  return core::Entry{prefix.size(), std::string(path.substr(prefix.size()))};
}

std::optional<Refusal> ModelEntrance::whyNoUpgrade(const core::UpgradeRequest& request) const {
  if (request.method != "GET") return Refusal{400, "HTTP method must be a GET"};
  if (request.version != "HTTP/1.1") return Refusal{400, "HTTP server protocol must be 1.1"};
  if (!core::asksForWebSocket(request.handshake)) {
    return Refusal{400, "Client does not wish to upgrade to a websocket"};
  }
  return std::nullopt;
}

std::optional<Refusal> ModelEntrance::whyForeign(const Handshake& handshake) const {
  return options_.origin.refusalOf(handshake);
}

std::variant<core::ChannelRequest, Refusal> ModelEntrance::read(const Handshake& handshake,
                                                                const Identity& identity,
                                                                Colons colons) const {
  return core::readChannelRequest(handshake, identity, {colons, options_.whenMissing});
}

std::optional<Refusal> ModelEntrance::whyNoWebSocket(const core::UpgradeRequest& request) const {
  if (request.handshake.header("Sec-WebSocket-Version") != "13") {
    return Refusal{426, "Sec-WebSocket-Version must be 13"};
  }
  const auto key = request.handshake.header("Sec-WebSocket-Key").value_or("");
  if (key.empty()) return Refusal{400, "Sec-WebSocket-Key header is missing/empty"};
  if (!isKey(key)) return Refusal{400, "Invalid key: " + shown(key)};
  return std::nullopt;
}

const Dialect& ModelEntrance::dialectFor(std::string_view offered) const {
  for (std::size_t i = 1; i < dialects_.size(); ++i) {
    if (core::listHas(offered, dialects_[i]->name())) return *dialects_[i];
  }
  return *dialects_.front();
}

core::RefusalForm ModelEntrance::formOf(const Refusal& refusal) const {
  core::RefusalForm form;
  form.body = refusal.reason;
  if (refusal.status == 426) {
    form.headers = {{"Sec-WebSocket-Version", "13"}, {"Upgrade", "websocket"}};
  }
  return form;
}

Refusal ModelEntrance::refusalElsewhere() const {
  return {404, "WebSockets are opened under " + options_.prefix + " (server.websocket_url) only"};
}

}  // namespace fanfare::http
