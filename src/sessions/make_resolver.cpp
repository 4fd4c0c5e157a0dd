#include "sessions/make_resolver.h"

#include <utility>

#include "sessions/none.h"
#include "sessions/resolver_chain.h"

namespace fanfare::sessions {
namespace {

using Made = std::unique_ptr<SessionResolver>;

Error unknown(const std::string& name) {
  std::string known;
  for (const auto& one : resolverNames()) known += (known.empty() ? "" : ", ") + one;
  return {ErrorCode::kInvalidArgument,
          "there is no session resolver '" + name + "'; known are " + known};
}

Result<Made> makeDjango(const ResolverOptions& options, const ResolverParts& parts) {
  DjangoOptions django = options.django;
  if (!django.redis.address) django.redis.address = options.redis;
  return makeDjangoResolver(django, parts.redis, std::chrono::system_clock::now);
}

Result<Made> makeOne(const std::string& name, const ResolverOptions& options,
                     const ResolverParts& parts) {
  if (name == "none") return Made(std::make_unique<NoResolver>(options.sessionCookie));
  if (name == "header") return Made(std::make_unique<HeaderResolver>(options.header, parts.log));
  if (name == "jwt") return JwtResolver::make(options.jwt, std::chrono::system_clock::now);
  if (name == "django") return makeDjango(options, parts);
  return unknown(name);
}

}  // namespace

const std::vector<std::string>& resolverNames() {
  static const std::vector<std::string> kNames{"none", "header", "jwt", "django"};
  return kNames;
}

Result<Made> makeResolver(const std::vector<std::string>& names, const ResolverOptions& options,
                          const ResolverParts& parts) {
  std::vector<Made> chain;
  for (const auto& name : names) {
    auto made = makeOne(name, options, parts);
    if (!made) return made;
    chain.push_back(std::move(made).value());
  }
  if (chain.size() == 1) return std::move(chain.front());
  return Made(std::make_unique<ResolverChain>(std::move(chain)));
}

}  // namespace fanfare::sessions
