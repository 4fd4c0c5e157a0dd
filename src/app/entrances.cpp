#include "app/entrances.h"

#include <utility>

#include "app/options.h"

namespace fanfare::app {

Result<std::unique_ptr<Entrances>> Entrances::make(const Config& config, const Judges& judges) {
  auto origin = originRulesOf(config);
  if (!origin) return origin.error();
  return std::unique_ptr<Entrances>(new Entrances(
      {config.server.websocketUrl, std::move(origin).value(), config.identity.whenMissing},
      judges));
}

Entrances::Entrances(http::ModelEntrance::Options model, const Judges& judges)
    : origins_(model.origin.summary()), model_(std::move(model), {&raw_, &fanfareV1_}) {
  ways_.push_back({model_, *judges.resolver, *judges.policy.policy});
}

}  // namespace fanfare::app
