#include "app/config/flask_keys.h"

#include "app/config/path_keys.h"
#include "app/config/secret_key.h"
#include "app/config/setters.h"
#include "app/config/store_keys.h"

namespace fanfare::app {
namespace {

constexpr std::uint64_t kLongestAge = 3653ULL * 24 * 3600;  // ten years

void addSecretKeys(std::vector<Key>& table) {
  addSecret(table, {"identity.flask.secret_key", "", "", "The SECRET_KEY of the application.",
                    anyText([](Config & c) -> auto& { return c.identity.flask.secretKey; })});
  addSecrets(table,
             {"identity.flask.secret_key_fallbacks", "", "",
              "Its SECRET_KEY_FALLBACKS: former keys, still good.", nullptr},
             [](Config& c, const std::vector<std::string>& keys) {
               c.identity.flask.fallbacks = keys;
               return Result<void>();
             });
}

void addSigning(std::vector<Key>& table) {
  using sessions::Digest;
  table.insert(
      table.end(),
      {{"identity.flask.salt", "cookie-session", "", "The salt of the session interface.",
        anyText([](Config & c) -> auto& { return c.identity.flask.salt; })},
       {"identity.flask.digest", "sha1", "", "Its digest: sha1, sha256, sha384 or sha512.",
        oneOf<Digest>(
            {{"sha1", Digest::kSha1},
             {"sha256", Digest::kSha256},
             {"sha384", Digest::kSha384},
             {"sha512", Digest::kSha512}},
            [](Config & c) -> auto& { return c.identity.flask.digest; })},
       {"identity.flask.max_age", "2678400", "seconds",
        "Its PERMANENT_SESSION_LIFETIME: how long a signed cookie is good.",
        wholeNumber(
            {1, kLongestAge}, [](Config & c) -> auto& { return c.identity.flask.maxAge; })}});
}

}  // namespace

void addFlask(std::vector<Key>& table) {
  using sessions::FlaskStore;
  table.insert(table.end(),
               {{"identity.flask.store", "cookie", "",
                 "Where sessions are: cookie, or redis (Flask-Session).",
                 oneOf<FlaskStore>(
                     {{"cookie", FlaskStore::kCookie}, {"redis", FlaskStore::kRedis}},
                     [](Config & c) -> auto& { return c.identity.flask.store; })},
                {"identity.flask.cookie", "session", "", "The name of the cookie.",
                 anyText([](Config & c) -> auto& { return c.identity.flask.cookie; })}});
  addSecretKeys(table);
  addSigning(table);
  table.push_back({"identity.flask.use_signer", "off", "",
                   "The SESSION_USE_SIGNER of Flask-Session.",
                   onOff([](Config & c) -> auto& { return c.identity.flask.isKeySigned; })});
  addRedisStore(
      table, "identity.flask",
      "session:", [](Config & c) -> auto& { return c.identity.flask.redis; });
  addPaths(
      table, "identity.flask", {"_user_id", "groups"},
      [](Config & c) -> auto& { return c.identity.flask.paths; });
}

}  // namespace fanfare::app
