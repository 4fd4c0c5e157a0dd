#include "sessions/resolver_chain.h"

#include <utility>

namespace fanfare::sessions {
namespace {

bool decides(const Result<Identity>& found) {
  return !found || !found->isAnonymous() || !found->groups.empty() ||
         !found->anonymousBecause.empty();
}

}  // namespace

ResolverChain::ResolverChain(std::vector<std::unique_ptr<SessionResolver>> resolvers)
    : resolvers_(std::move(resolvers)) {
  for (const auto& resolver : resolvers_) {
    if (!name_.empty()) name_ += ", ";
    name_ += resolver->name();
  }
}

Result<Identity> ResolverChain::resolve(const Handshake& handshake) const {
  for (const auto& resolver : resolvers_) {
    auto found = resolver->resolve(handshake);
    if (decides(found)) return found;
  }
  return Identity{};
}

}  // namespace fanfare::sessions
