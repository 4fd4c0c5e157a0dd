#ifndef FANFARE_SESSIONS_PLUGIN_H_
#define FANFARE_SESSIONS_PLUGIN_H_

#include <memory>
#include <string>
#include <vector>

#include "fanfare/clock.h"
#include "fanfare/result.h"
#include "fanfare/session_resolver.h"

#include "model/log.h"
#include "plugins/fault_log.h"
#include "plugins/library.h"

namespace fanfare::sessions {

// A site's own resolver, out of a shared library. What it throws stays here: nobody is there, and
// the handshake is refused; so is one of a name that can be no part of a channel.
class PluginResolver final : public SessionResolver {
 public:
  // `clock` and `log` outlive it. Fails as plugins::load() and plugins::make().
  static Result<std::unique_ptr<SessionResolver>> make(const plugins::PluginOptions& options,
                                                       const Clock& clock, Log& log);

  PluginResolver(std::unique_ptr<SessionResolver> resolver, const Clock& clock, Log& log);

  // Also of the evidence it gives, whatever the plug-in calls itself.
  const char* name() const override { return "plugin"; }

  Result<Identity> resolve(const Handshake& handshake) const override;
  std::vector<Result<Identity>> recheck(const std::vector<Identity>& known) const override;

 private:
  Error failed(const std::string& why) const;
  Result<Identity> checked(Result<Identity> found) const;

  const std::unique_ptr<SessionResolver> resolver_;
  mutable plugins::FaultLog faults_;
};

}  // namespace fanfare::sessions

#endif  // FANFARE_SESSIONS_PLUGIN_H_
