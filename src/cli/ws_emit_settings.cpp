#include "cli/ws_emit_settings.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "fanfare/utf8.h"

#include "app/config/values.h"
#include "dialects/python_repr.h"
#include "model/ascii.h"

namespace fanfare::cli {
namespace {

// The option, or else the variable, or else the default; of what is empty, the next.
std::string chosen(const Arguments& arguments, const char* option, const Variable& variable,
                   const char* name, const char* byDefault) {
  if (const auto given = arguments.value(option)) return *given;
  const auto set = variable(name);
  return set && !set->empty() ? *set : byDefault;
}

// As redis-py reads it: no host is this machine.
std::string withHost(const std::string& redis) {
  constexpr std::string_view kScheme = "redis://";
  const bool isTcp = redis.compare(0, kScheme.size(), kScheme) == 0;
  const bool isHostless = isTcp && (redis.size() == kScheme.size() || redis[kScheme.size()] == '/');
  if (!isHostless) return redis;
  return "redis://localhost" + redis.substr(kScheme.size());
}

struct Address {
  std::string host;
  std::uint16_t port;
};

// What stands before the first colon, and between it and the next.
Result<Address> addressIn(const std::string& text) {
  std::string_view rest = text;
  std::string host(takeUntil(':', rest));
  const auto port = app::wholeNumberIn(takeUntil(':', rest), {0, UINT16_MAX});
  if (port) return Address{std::move(host), static_cast<std::uint16_t>(*port)};
  return Error{ErrorCode::kInvalidArgument,
               "error: argument -a/--address: '" + text + "' is not HOST:PORT"};
}

std::vector<std::string> corsIn(const std::vector<std::string>& given) {
  std::vector<std::string> origins;
  for (const std::string& text : given) {
    std::string_view rest = text;
    while (!rest.empty()) {
      const auto origin = takeUntil(' ', rest);
      if (origin == "*") return {"*"};
      if (!origin.empty()) origins.emplace_back(origin);
    }
  }
  return origins;
}

}  // namespace

Result<WsEmitOptions> WsEmitOptions::of(const WsEmitProgram& program, const Arguments& arguments,
                                        const Variable& variable) {
  const auto address = addressIn(chosen(arguments, "address", variable, "ADDRESS", "0.0.0.0:8899"));
  if (!address) return address.error();
  const auto cors = arguments.has("cors")
                        ? arguments.values("cors")
                        : std::vector{variable("CORS").value_or("http://localhost:7788")};
  const auto secret =
      program.emitsByHttp ? chosen(arguments, "secret", variable, "SECRET", "") : "";
  return WsEmitOptions{
      withHost(chosen(arguments, "redis", variable, "REDIS", "redis://localhost:6379/0")),
      address->host,
      address->port,
      corsIn(cors),
      secret,
      arguments.has("verbose")};
}

std::vector<std::string> WsEmitOptions::settings() const {
  std::string origins;
  for (const auto& origin : cors) origins += (origins.empty() ? "" : ",") + origin;
  std::vector<std::string> settings{"server.address=" + (host.empty() ? "0.0.0.0" : host),
                                    "server.port=" + std::to_string(port),
                                    "server.websocket_url=",
                                    "facility.allow=socketio",
                                    "identity.resolver=none",
                                    "policy.type=subscribe-only",
                                    "broker.type=redis",
                                    "broker.redis.url=" + redis,
                                    "dialect.socketio.facility=socketio",
                                    "dialect.socketio.route=/socket.io/",
                                    "dialect.socketio.channel=flask-socketio",
                                    "dialect.socketio.cors=" + origins,
                                    "dialect.socketio.emit_secret=" + emitSecret,
                                    "dialect.socketio.emit_url=/emit"};
  if (isVerbose) settings.emplace_back("log.level=debug");
  return settings;
}

std::string WsEmitOptions::corsShown() const {
  using foreign::Value;
  if (cors == std::vector<std::string>{"*"}) return "*";
  Value::Array origins;
  for (const auto& origin : cors) {
    origins.push_back(Value::ofText(isUtf8(origin) ? origin : "?"));
  }
  return dialects::pythonReprOf(Value::ofArray(std::move(origins)));
}

}  // namespace fanfare::cli
