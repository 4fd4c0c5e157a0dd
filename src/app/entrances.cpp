#include "app/entrances.h"

#include <algorithm>
#include <utility>

#include "app/options.h"

namespace fanfare::app {
namespace {

std::unique_ptr<const http::ModelEntrance> modelOf(const Config& config,
                                                   const http::OriginRules& origin,
                                                   std::vector<const Dialect*> dialects) {
  const auto& prefix = config.server.websocketUrl;
  if (prefix.empty()) return nullptr;
  return std::make_unique<http::ModelEntrance>(
      http::ModelEntrance::Options{prefix, origin, config.identity.whenMissing},
      std::move(dialects));
}

}  // namespace

Result<std::unique_ptr<Entrances>> Entrances::make(const Config& config, const Judges& judges,
                                                   Log& log) {
  auto origin = originRulesOf(config);
  if (!origin) return origin.error();
  return std::unique_ptr<Entrances>(new Entrances(config, std::move(origin).value(), judges, log));
}

Entrances::Entrances(const Config& config, http::OriginRules origin, const Judges& judges, Log& log)
    : origin_(std::move(origin)),
      origins_(origin_.summary()),
      model_(modelOf(config, origin_, {&raw_, &fanfareV1_})),
      dialects_(dialectsOf(
          config, [this](const Handshake& handshake) { return origin_.refusalOf(handshake); },
          log)) {
  if (model_) ways_.push_back({*model_, *judges.resolver, *judges.policy.policy});
  for (const auto& parts : dialects_) {
    const SessionResolver& resolver = parts.resolver ? *parts.resolver : *judges.resolver;
    const Policy& policy = *judges.policy.policy;
    if (parts.entrance) {
      ways_.emplace_back(*parts.entrance, resolver, policy);
    } else {
      ways_.emplace_back(*parts.socketIo, resolver, policy);
    }
  }
}

Refusal Entrances::elsewhere() const {
  return model_ ? model_->refusalElsewhere() : Refusal{404, "no WebSocket is opened here"};
}

std::optional<http::SocketIoWay> Entrances::socketIo(bool allowsEio3) const {
  for (const auto& parts : dialects_) {
    if (!parts.socketIo) continue;
    const auto isIts = [&parts](const http::WayIn& way) {
      return &way.entrance == parts.socketIo.get();
    };
    const auto way = std::find_if(ways_.begin(), ways_.end(), isIts);
    return http::SocketIoWay{*parts.socketIo, *way, allowsEio3};
  }
  return std::nullopt;
}

std::vector<PlacedReader> Entrances::topics() const {
  std::vector<PlacedReader> readers;
  for (const auto& parts : dialects_) {
    if (parts.topics) readers.push_back({parts.topics.get(), parts.redis});
  }
  return readers;
}

std::vector<std::string> Entrances::report() const {
  std::vector<std::string> lines{
      "WebSockets: " +
      (model_ ? model_->summary() : "by dialects alone (server.websocket_url is empty)")};
  for (const auto& parts : dialects_) {
    std::string line =
        std::string("dialect ") + parts.wayIn().name() + ": " + parts.wayIn().summary();
    if (parts.redis) line += ", by the Redis at " + parts.redis->shown();
    lines.push_back(std::move(line));
  }
  return lines;
}

}  // namespace fanfare::app
