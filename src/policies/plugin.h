#ifndef FANFARE_POLICIES_PLUGIN_H_
#define FANFARE_POLICIES_PLUGIN_H_

#include <memory>
#include <string>

#include "fanfare/clock.h"
#include "fanfare/policy.h"
#include "fanfare/result.h"

#include "model/log.h"
#include "plugins/fault_log.h"
#include "plugins/library.h"

namespace fanfare::policies {

// A site's own policy, out of a shared library. What it throws stays here: it denies.
class PluginPolicy final : public Policy {
 public:
  // `clock` and `log` outlive it. Fails as plugins::load() and plugins::make().
  static Result<std::unique_ptr<Policy>> make(const plugins::PluginOptions& options,
                                              const Clock& clock, Log& log);

  PluginPolicy(std::unique_ptr<Policy> policy, const Clock& clock, Log& log);

  const char* name() const override { return "plugin"; }

  // 500 where it throws. A refusal of its own has a status from 400 to 599; any other becomes 403.
  Decision check(const Handshake& handshake, const Identity& identity,
                 const RequestedChannels& requested) const override;

 private:
  Refusal failed(const std::string& why) const;

  const std::unique_ptr<Policy> policy_;
  mutable plugins::FaultLog faults_;
};

}  // namespace fanfare::policies

#endif  // FANFARE_POLICIES_PLUGIN_H_
