#ifndef FANFARE_SESSIONS_RESOLVER_CHAIN_H_
#define FANFARE_SESSIONS_RESOLVER_CHAIN_H_

#include <memory>
#include <string>
#include <vector>

#include "fanfare/session_resolver.h"

namespace fanfare::sessions {

// Asks several resolvers in order. The first that finds credentials decides, even if they do not
// count: a forged token is not made good by what a later resolver finds.
class ResolverChain final : public SessionResolver {
 public:
  // REQUIRES: there is at least one.
  explicit ResolverChain(std::vector<std::unique_ptr<SessionResolver>> resolvers);

  // All their names.
  const char* name() const override { return name_.c_str(); }

  // Fails as the first that fails.
  Result<Identity> resolve(const Handshake& handshake) const override;
  std::vector<Result<Identity>> recheck(const std::vector<Identity>& known) const override;
  bool isFrom(const Evidence& evidence) const override;

 private:
  const std::vector<std::unique_ptr<SessionResolver>> resolvers_;
  std::vector<const SessionResolver*> all_;  // the same
  std::string name_;
};

}  // namespace fanfare::sessions

#endif  // FANFARE_SESSIONS_RESOLVER_CHAIN_H_
