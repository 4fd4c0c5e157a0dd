#include "dialects/socketio/entrance.h"

#include <algorithm>

#include "model/json_reader.h"

namespace fanfare::dialects::socketio {
namespace {

bool hasLineBreak(std::string_view text) {
  return text.find_first_of("\r\n") != std::string_view::npos;
}

}  // namespace

std::optional<core::Entry> SocketIoEntrance::entryAt(std::string_view path) const {
  const std::string_view route = options_.route;
  if (path.substr(0, route.size()) != route) return std::nullopt;
  return core::Entry{route.size(), options_.facility};
}

std::optional<Refusal> SocketIoEntrance::whyNoUpgrade(const core::UpgradeRequest& request) const {
  const Handshake& handshake = request.handshake;
  if (handshake.queryValue("transport").value_or("polling") != "websocket") return std::nullopt;
  if (request.version == "HTTP/1.0" || !core::asksForWebSocket(handshake)) {
    return Refusal{400, "Invalid websocket upgrade"};
  }
  if (handshake.header("Sec-WebSocket-Key").value_or("").empty()) {
    return Refusal{400, "Sec-WebSocket-Key is missing"};
  }
  if (handshake.header("Sec-WebSocket-Version").value_or("") != "13") {
    return Refusal{426, "only version 13 of the WebSocket protocol is spoken"};
  }
  return std::nullopt;
}

std::optional<Refusal> SocketIoEntrance::whyForeign(const Handshake& handshake) const {
  static const Refusal kForeign{400, "Not an accepted origin."};
  const auto& cors = options_.cors;
  if (cors.empty()) {
    if (auto refusal = options_.whyForeign(handshake)) return refusal;
    return std::nullopt;
  }
  const auto origin = handshake.header("Origin");
  if (!origin || cors.front() == "*") return std::nullopt;
  const bool isAccepted = std::find(cors.begin(), cors.end(), *origin) != cors.end();
  return isAccepted ? std::nullopt : std::optional(kForeign);
}

std::string SocketIoEntrance::settingAgainst(const Handshake& handshake) const {
  if (options_.cors.empty()) return {};
  return "dialect.socketio.cors does not name " +
         std::string(handshake.header("Origin").value_or("it"));
}

std::variant<core::ChannelRequest, Refusal> SocketIoEntrance::read(const Handshake& handshake,
                                                                   const Identity& identity,
                                                                   Colons colons) const {
  auto everybody = Channel::of({AudienceKind::kBroadcast, ""}, options_.facility, colons);
  if (!everybody) return Refusal{400, everybody.error().message};
  auto read =
      core::readChannelRequest(handshake, identity, {colons, core::WhenMissing::kGrantNothing});
  if (auto* const request = std::get_if<core::ChannelRequest>(&read)) {
    auto& requested = request->requested;
    const RequestedChannel wanted{Access::kSubscribe, std::move(everybody).value()};
    const bool isThere = std::find(requested.begin(), requested.end(), wanted) != requested.end();
    if (!isThere) requested.insert(requested.begin(), wanted);
  }
  return read;
}

core::RefusalForm SocketIoEntrance::formOf(const Refusal& refusal) const {
  core::RefusalForm form;
  form.contentType = "text/plain";
  form.body = jsonQuoted(refusal.reason);
  if (refusal.status == 426) form.headers.push_back({"Sec-WebSocket-Version", "13"});
  return form;
}

Fields SocketIoEntrance::corsHeaders(const Handshake& handshake, std::string_view method) const {
  Fields headers;
  const auto origin = handshake.header("Origin");
  if (origin && !hasLineBreak(*origin)) {
    headers.push_back({"Access-Control-Allow-Origin", std::string(*origin)});
    headers.push_back({"Vary", "Origin"});
  }
  if (method == "OPTIONS") {
    headers.push_back({"Access-Control-Allow-Methods", "OPTIONS, GET, POST"});
    const auto asked = handshake.header("Access-Control-Request-Headers");
    if (asked && !hasLineBreak(*asked)) {
      headers.push_back({"Access-Control-Allow-Headers", std::string(*asked)});
    }
  }
  headers.push_back({"Access-Control-Allow-Credentials", "true"});
  return headers;
}

}  // namespace fanfare::dialects::socketio
