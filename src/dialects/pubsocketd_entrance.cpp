#include "dialects/pubsocketd_entrance.h"

#include <algorithm>
#include <utility>

#include "model/ascii.h"

namespace fanfare::dialects {
namespace {

const char* const kTooManyProtocols = "more than one subprotocol is offered";

bool endsInSlash(std::string_view path) { return !path.empty() && path.back() == '/'; }

// Whether `path` is the one of `route` without its last slash.
bool lacksSlash(std::string_view path, const PubsocketdRoute& route) {
  return endsInSlash(route.path) &&
         path == std::string_view(route.path).substr(0, route.path.size() - 1);
}

bool isAt(std::string_view path, const PubsocketdRoute& route) {
  if (!endsInSlash(route.path)) return path == route.path;
  return path.substr(0, route.path.size()) == route.path;
}

std::string withLowerScheme(std::string_view origin) {
  std::string text(origin);
  const auto end = std::min(text.find("://"), text.size());
  std::transform(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(end), text.begin(),
                 lowerCased);
  return text;
}

}  // namespace

Result<PubsocketdRoute> PubsocketdRoute::parse(std::string_view text) {
  PubsocketdRoute route;
  while (!(text = trimmed(text)).empty()) {
    std::string word(takeUntil(' ', text));
    if (route.path.empty()) {
      route.path = std::move(word);
    } else {
      route.channels.push_back(std::move(word));
    }
  }
  if (route.path.empty() || route.path.front() != '/') {
    return Error{ErrorCode::kInvalidArgument,
                 "'" + route.path + "' is no path; it begins with a slash, as in '/live/ news'"};
  }
  if (route.channels.empty()) {
    return Error{ErrorCode::kInvalidArgument,
                 "'" + route.path + "' has no Redis channel behind it, as in '/live/ news'"};
  }
  return route;
}

const PubsocketdRoute* PubsocketdEntrance::routeAt(std::string_view path) const {
  const PubsocketdRoute* longest = nullptr;
  for (const auto& route : options_.routes) {
    if (!isAt(path, route) && !lacksSlash(path, route)) continue;
    if (!longest || route.path.size() > longest->path.size()) longest = &route;
  }
  return longest;
}

std::string PubsocketdEntrance::summary() const {
  std::string text;
  for (const auto& route : options_.routes) {
    text += text.empty() ? "at " : ", ";
    text += route.path + " from";
    for (const auto& channel : route.channels) text += " " + channel;
  }
  return text + ", facility '" + options_.facility + "'" +
         (options_.isInsecure ? ", whatever the origin" : "");
}

std::optional<core::Entry> PubsocketdEntrance::entryAt(std::string_view path) const {
  const PubsocketdRoute* const route = routeAt(path);
  if (!route) return std::nullopt;
  return core::Entry{std::min(path.size(), route->path.size()), options_.facility};
}

std::optional<Refusal> PubsocketdEntrance::whyNoUpgrade(const core::UpgradeRequest& request) const {
  const Handshake& handshake = request.handshake;
  const PubsocketdRoute* const route = routeAt(handshake.path);
  if (route && !isAt(handshake.path, *route)) return Refusal{301, route->path};
  if (request.method != "GET") return Refusal{405, "bad method"};
  if (!core::asksForWebSocket(handshake) || request.version == "HTTP/1.0") {
    return Refusal{400, "not websocket protocol"};
  }
  if (handshake.header("Sec-WebSocket-Key").value_or("").empty()) {
    return Refusal{400, "mismatch challenge/response"};
  }
  if (handshake.header("Sec-WebSocket-Version") != "13") {
    return Refusal{400, "missing or bad WebSocket Version"};
  }
  return std::nullopt;
}

std::optional<Refusal> PubsocketdEntrance::whyForeign(const Handshake& handshake) const {
  if (options_.isInsecure) return std::nullopt;
  const auto origin = handshake.header("Origin");
  if (!origin) {
    return Refusal{403, "there is no Origin; dialect.pubsocketd.insecure would allow it"};
  }
  const std::string wanted = withLowerScheme(*origin);
  const bool isAllowed =
      std::any_of(options_.origins.begin(), options_.origins.end(),
                  [&](const std::string& allowed) { return withLowerScheme(allowed) == wanted; });
  if (isAllowed) return std::nullopt;
  return Refusal{403, "the origin '" + wanted + "' is not in dialect.pubsocketd.origin"};
}

std::variant<core::ChannelRequest, Refusal> PubsocketdEntrance::read(const Handshake& handshake,
                                                                     const Identity& /*identity*/,
                                                                     Colons colons) const {
  core::ChannelRequest request;
  const PubsocketdRoute* const route = routeAt(handshake.path);
  if (!route) return request;
  for (const auto& name : route->channels) {
    auto channel = Channel::of({AudienceKind::kRoom, name}, options_.facility, colons);
    if (!channel) return Refusal{400, channel.error().message};
    request.requested.push_back({Access::kSubscribe, std::move(channel).value()});
  }
  return request;
}

std::optional<Refusal> PubsocketdEntrance::whyNoWebSocket(
    const core::UpgradeRequest& request) const {
  const std::string offered = core::joinedHeader(request.handshake, "Sec-WebSocket-Protocol");
  if (offered.find(',') == std::string::npos) return std::nullopt;
  return Refusal{400, kTooManyProtocols};
}

core::RefusalForm PubsocketdEntrance::formOf(const Refusal& refusal) const {
  core::RefusalForm form;
  if (refusal.status == 301) {
    form.contentType = "text/html; charset=utf-8";
    form.body = "<a href=\"" + refusal.reason + "\">Moved Permanently</a>.\n\n";
    form.headers = {{"Location", refusal.reason}};
    return form;
  }
  if (refusal.status != 403 && refusal.reason != kTooManyProtocols) form.body = refusal.reason;
  if (refusal.reason == "missing or bad WebSocket Version") {
    form.headers = {{"Sec-WebSocket-Version", "13"}};
  }
  return form;
}

}  // namespace fanfare::dialects
