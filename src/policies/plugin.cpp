#include "policies/plugin.h"

#include <utility>
#include <variant>

namespace fanfare::policies {

Result<std::unique_ptr<Policy>> PluginPolicy::make(const plugins::PluginOptions& options,
                                                   const Clock& clock, Log& log) {
  const auto plugin = plugins::load(options.library);
  if (!plugin) return plugin.error();
  auto made = plugins::make<std::unique_ptr<Policy>>((*plugin)->makePolicy, options, "policy");
  if (!made) return made.error();
  return std::unique_ptr<Policy>(
      std::make_unique<PluginPolicy>(std::move(made).value(), clock, log));
}

PluginPolicy::PluginPolicy(std::unique_ptr<Policy> policy, const Clock& clock, Log& log)
    : policy_(std::move(policy)), faults_("policy.plugin", clock, log) {}

Decision PluginPolicy::check(const Handshake& handshake, const Identity& identity,
                             const RequestedChannels& requested) const {
  Decision decision =
      plugins::guarded([&] { return policy_->check(handshake, identity, requested); },
                       [this](const std::string& why) { return Decision(failed(why)); });
  if (auto* refusal = std::get_if<Refusal>(&decision)) {
    constexpr int kForbidden = 403;
    if (refusal->status < 400 || refusal->status > 599) refusal->status = kForbidden;
  }
  return decision;
}

Refusal PluginPolicy::failed(const std::string& why) const {
  faults_.tell(why);
  return {500, "the policy failed"};
}

}  // namespace fanfare::policies
