#include "sessions/resolver_chain.h"

#include <utility>

#include "sessions/recheck_each.h"

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
    all_.push_back(resolver.get());
  }
}

Result<Identity> ResolverChain::resolve(const Handshake& handshake) const {
  for (const auto& resolver : resolvers_) {
    auto found = resolver->resolve(handshake);
    if (decides(found)) return found;
  }
  return Identity{};
}

std::vector<Result<Identity>> ResolverChain::recheck(const std::vector<Identity>& known) const {
  return recheckEach(all_, known);
}

bool ResolverChain::isFrom(const Evidence& evidence) const { return isFromAny(all_, evidence); }

}  // namespace fanfare::sessions
