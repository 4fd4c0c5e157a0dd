#include "app/config/django_keys.h"

#include <string>
#include <vector>

#include "app/config/django_database_keys.h"
#include "app/config/path_keys.h"
#include "app/config/secret_key.h"
#include "app/config/setters.h"
#include "app/config/store_keys.h"

namespace fanfare::app {
namespace {

using sessions::Digest;
using sessions::DjangoEngine;

Result<std::vector<Digest>> digestsIn(const std::string& text) {
  std::vector<Digest> digests;
  for (const auto& name : listIn(text)) {
    if (name != "sha256" && name != "sha1") {
      return Error{ErrorCode::kInvalidArgument,
                   "holds '" + name + "', which is none of sha256, sha1"};
    }
    digests.push_back(name == "sha1" ? Digest::kSha1 : Digest::kSha256);
  }
  if (digests.empty()) return Error{ErrorCode::kInvalidArgument, "is empty"};
  return digests;
}

void addSecretsOfDjango(std::vector<Key>& table) {
  addSecret(table,
            {"identity.django.secret_key", "", "", "SECRET_KEY of the project.",
             anyText([](Config & c) -> auto& { return c.identity.django.secrets.secretKey; })});
  Key fallbacks;
  fallbacks.name = "identity.django.secret_key_fallbacks";
  fallbacks.help = "SECRET_KEY_FALLBACKS of the project: former keys, still good.";
  addSecrets(table, fallbacks, [](Config& config, const std::vector<std::string>& secrets) {
    config.identity.django.secrets.fallbacks = secrets;
    return Result<void>();
  });
}

}  // namespace

void addDjango(std::vector<Key>& table) {
  table.insert(table.end(),
               {{"identity.django.engine", "cache", "", "Where the project keeps its sessions.",
                 oneOf<DjangoEngine>(
                     {{"signed_cookies", DjangoEngine::kSignedCookies},
                      {"cache", DjangoEngine::kCache},
                      {"cached_db", DjangoEngine::kCachedDb},
                      {"redis_sessions", DjangoEngine::kRedisSessions},
                      {"db", DjangoEngine::kDb}},
                     [](Config & c) -> auto& { return c.identity.django.engine; })},
                {"identity.django.cookie", "sessionid", "", "SESSION_COOKIE_NAME of the project.",
                 anyText([](Config & c) -> auto& { return c.identity.django.cookie; })}});
  addSecretsOfDjango(table);
  table.insert(
      table.end(),
      {{"identity.django.digests", "sha256", "",
        "What the project signs with: sha256, sha1, or both.",
        reading(
            digestsIn, [](Config & c) -> auto& { return c.identity.django.secrets.digests; })},
       {"identity.django.max_age", "1209600", "seconds",
        "SESSION_COOKIE_AGE of the project, for signed cookies.",
        wholeNumber(
            {1, 315'360'000}, [](Config & c) -> auto& { return c.identity.django.maxAge; })}});
  addRedisStore(
      table, "identity.django", "", [](Config & c) -> auto& { return c.identity.django.redis; });
  table.push_back(
      {"identity.django.cache_version", "1", "", "VERSION of the project's cache.",
       wholeNumber(
           {0, 1'000'000}, [](Config & c) -> auto& { return c.identity.django.cacheVersion; })});
  addPaths(
      table, "identity.django", {"_auth_user_id", "ws4redis:memberof"},
      [](Config & c) -> auto& { return c.identity.django.paths; });
  addDjangoDatabase(table);
}

}  // namespace fanfare::app
