#include "sessions/plugin.h"

#include <algorithm>
#include <utility>

#include "sessions/name_check.h"

namespace fanfare::sessions {
namespace {

bool fitsChannels(const Identity& identity) {
  return fitsAChannel(identity.user) && fitsAChannel(identity.sessionKey) &&
         std::all_of(identity.groups.begin(), identity.groups.end(), fitsAChannel);
}

}  // namespace

Result<std::unique_ptr<SessionResolver>> PluginResolver::make(const plugins::PluginOptions& options,
                                                              const Clock& clock, Log& log) {
  using Made = std::unique_ptr<SessionResolver>;
  const auto plugin = plugins::load(options.library);
  if (!plugin) return plugin.error();
  auto made = plugins::make<Made>((*plugin)->makeResolver, options, "session resolver");
  if (!made) return made.error();
  return Made(std::make_unique<PluginResolver>(std::move(made).value(), clock, log));
}

PluginResolver::PluginResolver(std::unique_ptr<SessionResolver> resolver, const Clock& clock,
                               Log& log)
    : resolver_(std::move(resolver)), faults_("identity.plugin", clock, log) {}

Result<Identity> PluginResolver::resolve(const Handshake& handshake) const {
  return checked(
      plugins::guarded([&] { return resolver_->resolve(handshake); },
                       [this](const std::string& why) { return Result<Identity>(failed(why)); }));
}

std::vector<Result<Identity>> PluginResolver::recheck(const std::vector<Identity>& known) const {
  using Found = std::vector<Result<Identity>>;
  std::vector<Identity> its = known;
  Found found = plugins::guarded(
      [&] {
        for (Identity& one : its) one.evidence->resolver = resolver_->name();
        return resolver_->recheck(its);
      },
      [&](const std::string& why) { return Found(known.size(), failed(why)); });
  if (found.size() != known.size()) {
    return Found(known.size(), failed("its recheck() does not answer for each"));
  }
  for (auto& one : found) one = checked(std::move(one));
  return found;
}

Error PluginResolver::failed(const std::string& why) const {
  faults_.tell(why);
  return {ErrorCode::kUnavailable, "identity.plugin: " + why};
}

Result<Identity> PluginResolver::checked(Result<Identity> found) const {
  if (!found) return found;
  if (!fitsChannels(*found)) return failed("it found a name that can be no part of a channel");
  Identity identity = std::move(found).value();
  if (identity.evidence) identity.evidence->resolver = name();
  return identity;
}

}  // namespace fanfare::sessions
