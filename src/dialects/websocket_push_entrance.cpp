#include "dialects/websocket_push_entrance.h"

#include <algorithm>

#include "model/ascii.h"

namespace fanfare::dialects {
namespace {

// 22 characters of base64 and "=="; what the last of them says is not looked at.
bool isKey(std::string_view key) {
  constexpr std::size_t kSize = 24;
  return key.size() == kSize && key.substr(kSize - 2) == "==" &&
         std::all_of(key.begin(), key.end() - 2,
                     [](char c) { return isAlphanumeric(c) || c == '+' || c == '/'; });
}

}  // namespace

std::optional<core::Entry> WebsocketPushEntrance::entryAt(std::string_view path) const {
  const std::string_view route = options_.route;
  const bool isUnder = path.substr(0, route.size()) == route;
  if (!isUnder && path != route.substr(0, route.size() - 1)) return std::nullopt;
  return core::Entry{std::min(path.size(), route.size()), options_.facility};
}

std::optional<Refusal> WebsocketPushEntrance::whyNoUpgrade(
    const core::UpgradeRequest& request) const {
  const Handshake& handshake = request.handshake;
  if (request.method != "GET") return Refusal{400, "the method is not GET"};
  if (request.version == "HTTP/1.0" || !core::asksForWebSocket(handshake)) {
    return Refusal{400, "no WebSocket is asked for"};
  }
  if (!isKey(handshake.header("Sec-WebSocket-Key").value_or(""))) {
    return Refusal{400, "Sec-WebSocket-Key is missing, or none"};
  }
  const auto version = handshake.header("Sec-WebSocket-Version").value_or("");
  if (version != "13" && version != "8") {
    return Refusal{400, "Sec-WebSocket-Version is neither 13 nor 8"};
  }
  return std::nullopt;
}

std::variant<core::ChannelRequest, Refusal> WebsocketPushEntrance::read(
    const Handshake& /*handshake*/, const Identity& identity, Colons colons) const {
  core::ChannelRequest request;
  if (identity.user.empty()) return request;
  auto channel = Channel::of({AudienceKind::kUser, identity.user}, options_.facility, colons);
  if (!channel) return Refusal{400, channel.error().message};
  request.requested.push_back({Access::kSubscribe, std::move(channel).value()});
  return request;
}

std::optional<Refusal> WebsocketPushEntrance::whyTooLittle(const Grant& grant) const {
  if (grant.withheld.empty()) return std::nullopt;
  const auto& [requested, rule] = grant.withheld.front();
  return Refusal{403, textOf(requested) + " is not granted, by " + rule};
}

core::RefusalForm WebsocketPushEntrance::formOf(const Refusal& refusal) const {
  core::RefusalForm form;
  form.body = refusal.reason;
  if (refusal.status == 400) form = {"text/html", "Bad Request"};
  return form;
}

}  // namespace fanfare::dialects
