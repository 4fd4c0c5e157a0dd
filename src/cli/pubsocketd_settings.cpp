#include "cli/pubsocketd_settings.h"

#include <utility>

#include "app/config/values.h"

namespace fanfare::cli {
namespace {

Error wrongUse(std::string message) { return {ErrorCode::kInvalidArgument, std::move(message)}; }

Result<std::uint16_t> portIn(const Arguments& arguments, const std::string& flag,
                             const char* byDefault) {
  const std::string text = arguments.value(flag).value_or(byDefault);
  const auto port = app::wholeNumberIn(text, {0, UINT16_MAX});
  if (port) return static_cast<std::uint16_t>(*port);
  return wrongUse("invalid value \"" + text + "\" for flag -" + flag + ": it " +
                  port.error().message);
}

// What goes into a list of words, as one of them.
Result<std::string> wordIn(const Arguments& arguments, const std::string& flag,
                           const char* byDefault) {
  std::string text = arguments.value(flag).value_or(byDefault);
  if (!text.empty() && text.find_first_of(" \t,") == std::string::npos) return text;
  return wrongUse("invalid value \"" + text + "\" for flag -" + flag +
                  ": it is empty, or holds a blank or a comma");
}

bool isOn(const Arguments& arguments, const std::string& flag) {
  return arguments.value(flag) == "true";
}

}  // namespace

std::string endpointOf(const std::string& host, std::uint16_t port) {
  const bool isV6 = host.find(':') != std::string::npos && host.front() != '[';
  return (isV6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

Result<RedisAddress> redisFlagsIn(const Arguments& arguments, const std::string& prefix) {
  const auto port = portIn(arguments, prefix + "port", "6379");
  if (!port) return port.error();
  const std::string host = arguments.value(prefix + "host").value_or("127.0.0.1");
  const bool isHost = host.find_first_of("@/?") == std::string::npos;
  auto address = RedisAddress::parse("redis://" + endpointOf(host, *port) + "/0");
  if (address && isHost) return address;
  return wrongUse("invalid value \"" + host + "\" for flag -" + prefix + "host: it is no host");
}

Result<PubsocketdFlags> PubsocketdFlags::of(const Arguments& arguments) {
  auto redis = redisFlagsIn(arguments, "rs-");
  if (!redis) return redis.error();
  const auto port = portIn(arguments, "ws-port", "8080");
  if (!port) return port.error();
  auto route = wordIn(arguments, "ws-route", "/");
  if (!route) return route.error();
  auto channel = wordIn(arguments, "rs-channel", "pubsocketd");
  if (!channel) return channel.error();
  return PubsocketdFlags{arguments.value("ws-host").value_or("127.0.0.1"),
                         *port,
                         std::move(route).value(),
                         arguments.value("ws-origin").value_or(""),
                         isOn(arguments, "ws-insecure"),
                         std::move(redis).value(),
                         std::move(channel).value()};
}

std::vector<std::string> pubsocketdSettings(const PubsocketdFlags& flags,
                                            const Arguments& arguments) {
  const std::string host = flags.webSocketHost.empty() ? "0.0.0.0" : flags.webSocketHost;
  std::vector<std::string> settings{
      "server.address=" + host,
      "server.port=" + std::to_string(flags.webSocketPort),
      "server.websocket_url=",
      "facility.allow=pubsocketd",
      "dialect.pubsocketd.facility=pubsocketd",
      "dialect.pubsocketd.routes=" + flags.route + " " + flags.channel,
      "broker.type=redis",
      "broker.redis.url=redis://" + endpointOf(flags.redis.host, flags.redis.port) + "/0"};
  const std::pair<const char*, const char*> keys[] = {
      {"ws-origin", "dialect.pubsocketd.origin"},
      {"ws-insecure", "dialect.pubsocketd.insecure"},
      {"ws-heartbeat", "dialect.pubsocketd.heartbeat"},
      {"ps-log-file", "log.file"},
      {"tls-cert", "server.tls.certificate"},
      {"tls-key", "server.tls.key"}};
  for (const auto& [flag, key] : keys) {
    const auto value = arguments.value(flag);
    if (value && !value->empty()) settings.push_back(std::string(key) + "=" + *value);
  }
  return settings;
}

}  // namespace fanfare::cli
