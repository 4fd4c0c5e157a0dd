#include "sessions/make_resolver.h"

#include <utility>

#include "sessions/none.h"
#include "sessions/plugin.h"
#include "sessions/redis_store.h"
#include "sessions/resolver_chain.h"
#include "sessions/stored_sessions.h"

namespace fanfare::sessions {
namespace {

using Made = std::unique_ptr<SessionResolver>;

Result<Made> stored(Result<SessionFormat> format, const RedisStoreOptions& store,
                    const ResolverOptions& options, const ResolverParts& parts) {
  if (!format) return format.error();
  auto client = parts.redis.at(store.address.value_or(options.redis));
  return Made(std::make_unique<StoredSessions>(
      std::move(format).value(), std::make_unique<RedisStore>(std::move(client), store.prefix),
      std::chrono::system_clock::now));
}

Result<Made> makeNone(const ResolverOptions& options, const ResolverParts& /*parts*/) {
  return Made(std::make_unique<NoResolver>(options.sessionCookie));
}

Result<Made> makeHeader(const ResolverOptions& options, const ResolverParts& parts) {
  return Made(std::make_unique<HeaderResolver>(options.header, parts.log));
}

Result<Made> makeJwt(const ResolverOptions& options, const ResolverParts& /*parts*/) {
  return JwtResolver::make(options.jwt, std::chrono::system_clock::now);
}

Result<Made> makeDjango(const ResolverOptions& options, const ResolverParts& parts) {
  DjangoOptions django = options.django;
  if (!django.redis.address) django.redis.address = options.redis;
  return makeDjangoResolver(django, parts.redis, std::chrono::system_clock::now);
}

Result<Made> makeFlask(const ResolverOptions& options, const ResolverParts& parts) {
  const FlaskOptions& flask = options.flask;
  if (flask.store == FlaskStore::kCookie) {
    return FlaskResolver::make(flask, std::chrono::system_clock::now);
  }
  return stored(flaskSessionFormat(flask), flask.redis, options, parts);
}

Result<Made> makeExpress(const ResolverOptions& options, const ResolverParts& parts) {
  return stored(expressSessionFormat(options.express), options.express.redis, options, parts);
}

Result<Made> makeHttp(const ResolverOptions& options, const ResolverParts& parts) {
  if (options.http.backend.url.host.empty()) {
    return Error{ErrorCode::kInvalidArgument, "identity.resolver = http needs identity.http.url"};
  }
  auto backend = options.http.backend;
  backend.name = "identity.http";
  auto client = parts.backends.make(std::move(backend));
  if (!client) {
    return Error{ErrorCode::kInvalidArgument,
                 "identity.http.authorities: " + client.error().message};
  }
  return Made(std::make_unique<HttpResolver>(options.http, std::move(client).value(), parts.clock,
                                             std::chrono::system_clock::now));
}

Result<Made> makePhp(const ResolverOptions& options, const ResolverParts& parts) {
  return stored(phpSessionFormat(options.php), options.php.redis, options, parts);
}

Result<Made> makeRails(const ResolverOptions& options, const ResolverParts& parts) {
  const RailsOptions& rails = options.rails;
  if (rails.store == RailsStore::kCookie) {
    return RailsCookieSessions::make(rails, std::chrono::system_clock::now);
  }
  return stored(railsSessionFormat(rails, std::chrono::system_clock::now), rails.redis, options,
                parts);
}

Result<Made> makePlugin(const ResolverOptions& options, const ResolverParts& parts) {
  const auto wrong = [](const std::string& what) {
    return Error{ErrorCode::kInvalidArgument, what};
  };
  if (options.plugin.library.empty()) {
    return wrong("identity.resolver = plugin needs identity.plugin.library");
  }
  auto made = PluginResolver::make(options.plugin, parts.clock, parts.log);
  if (!made) return wrong("identity.plugin.library: " + made.error().message);
  return made;
}

struct Maker {
  const char* name;
  Result<Made> (*make)(const ResolverOptions& options, const ResolverParts& parts);
};

constexpr Maker kMakers[] = {
    {"none", makeNone},        //
    {"header", makeHeader},    //
    {"jwt", makeJwt},          //
    {"django", makeDjango},    //
    {"flask", makeFlask},      //
    {"express", makeExpress},  //
    {"plugin", makePlugin},    //
    {"http", makeHttp},        //
    {"php", makePhp},          //
    {"rails", makeRails},      //
};

Result<Made> makeOne(const std::string& name, const ResolverOptions& options,
                     const ResolverParts& parts) {
  std::string known;
  for (const Maker& maker : kMakers) {
    if (name == maker.name) return maker.make(options, parts);
    known += (known.empty() ? "" : ", ") + std::string(maker.name);
  }
  return Error{ErrorCode::kInvalidArgument,
               "there is no session resolver '" + name + "'; known are " + known};
}

}  // namespace

const std::vector<std::string>& resolverNames() {
  static const std::vector<std::string> kNames = [] {
    std::vector<std::string> names;
    for (const Maker& maker : kMakers) names.emplace_back(maker.name);
    return names;
  }();
  return kNames;
}

Result<Made> makeResolver(const std::vector<std::string>& names, const ResolverOptions& options,
                          const ResolverParts& parts) {
  std::vector<Made> chain;
  for (const auto& name : names) {
    auto made = makeOne(name, options, parts);
    if (!made) return made;
    auto* const prefetch = dynamic_cast<core::Prefetch*>(made->get());
    if (prefetch && parts.prefetches) parts.prefetches->add(*prefetch);
    chain.push_back(std::move(made).value());
  }
  if (chain.size() == 1) return std::move(chain.front());
  return Made(std::make_unique<ResolverChain>(std::move(chain)));
}

}  // namespace fanfare::sessions
