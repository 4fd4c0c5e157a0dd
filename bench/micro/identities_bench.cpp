// Who is behind a handshake: what each framework's cookies and sessions cost to read.

#include <benchmark/benchmark.h>

#include <chrono>
#include <memory>
#include <string>
#include <utility>

#include "foreign/pickle.h"
#include "sessions/django.h"
#include "sessions/django_cookies.h"
#include "sessions/express.h"
#include "sessions/flask.h"
#include "sessions/jwt.h"
#include "sessions/php.h"
#include "sessions/rails.h"
#include "sessions/stored_sessions.h"
#include "support/pickled_dicts.h"
#include "support/rails_cookies.h"
#include "support/session_cookies.h"
#include "support/tokens.h"

namespace fanfare::sessions {
namespace {

using benchmark::State;

// When the cookies were signed, and a little.
std::chrono::system_clock::time_point now() {
  return std::chrono::system_clock::time_point(std::chrono::seconds(1'000'010));
}

// Who is behind `cookie`, which has to be somebody.
void resolve(State& state, const SessionResolver& resolver, const char* name, std::string cookie) {
  Handshake handshake;
  handshake.cookies = {{"theme", "dark"}, {name, std::move(cookie)}};
  for (auto _ : state) {
    const auto identity = resolver.resolve(handshake);
    if (!identity || identity->user.empty()) state.SkipWithError("it is nobody's");
    benchmark::DoNotOptimize(identity);
  }
}

void djangoSignedCookie(State& state) {
  DjangoOptions options;
  options.engine = DjangoEngine::kSignedCookies;
  options.cookie = "sessionid";
  options.secrets.secretKey = "django secret";
  options.maxAge = std::chrono::seconds(100);
  options.paths = {"_auth_user_id", "ws4redis:memberof", ""};
  resolve(state, DjangoCookies(options, now), "sessionid", testing::kDjango5);
}
BENCHMARK(djangoSignedCookie);

// One of a session in Redis, as Django's cache pickles it.
void djangoPickledSession(State& state) {
  const std::string pickle = testing::pickledDict(
      {{"_auth_user_id", testing::pickledText("7")},
       {"_auth_user_backend", testing::pickledText("django.contrib.auth.backends.ModelBackend")},
       {"_auth_user_hash", testing::pickledText(std::string(64, '0'))},
       {"username", testing::pickledText("alice")},
       {"ws4redis:memberof",
        "](" + testing::pickledText("staff") + testing::pickledText("ops") + "e"}});
  const IdentityPaths paths{"username", "ws4redis:memberof", ""};
  for (auto _ : state) {
    const auto content = foreign::readPickle(pickle);
    if (!content) state.SkipWithError("malformed");
    const auto identity = djangoIdentityIn(*content, paths);
    if (!identity || identity->user != "alice") state.SkipWithError("it is nobody's");
    benchmark::DoNotOptimize(identity);
  }
}
BENCHMARK(djangoPickledSession);

void flaskCookie(State& state) {
  FlaskOptions options;
  options.cookie = "session";
  options.secretKey = "flask secret";
  options.salt = "cookie-session";
  options.maxAge = std::chrono::seconds(100);
  options.paths = {"_user_id", "groups", ""};
  resolve(state, **FlaskResolver::make(options, now), "session", testing::kFlaskPlain);
}
BENCHMARK(flaskCookie);

// The signature of the cookie, and the session as connect-redis keeps it.
void expressSession(State& state) {
  ExpressOptions options;
  options.cookie = "connect.sid";
  options.secrets = {"express secret"};
  options.paths = {"passport.user", "groups", ""};
  const auto format = expressSessionFormat(options);
  const std::string stored =
      R"({"cookie":{"originalMaxAge":60000,"expires":"2026-11-21T06:12:29.924Z","httpOnly":true,)"
      R"("path":"/"},"passport":{"user":"alice"},"groups":["staff"]})";
  for (auto _ : state) {
    const auto key = format->keyIn("s%3AXk3_sid-1.sVmV8dUsdUFv6kXzaQ%2BoUrzBKBG5OKGUn6n0nJ8Tgls");
    const auto content = format->read(stored);
    if (!key || !content) state.SkipWithError("refused");
    benchmark::DoNotOptimize(identityIn(*content, format->paths));
  }
}
BENCHMARK(expressSession);

// The id in the cookie, and the session as phpredis keeps it.
void phpSession(State& state) {
  PhpOptions options;
  options.cookie = "PHPSESSID";
  options.paths = {"user.name", "groups", ""};
  const SessionFormat format = phpSessionFormat(options);
  const std::string stored =
      R"(csrf|s:32:"cNPNcnc7mMRJUK5YkpcCgVsXRHOuqwWf";last_seen|i:1764137549;)"
      R"(user|O:8:"App\User":3:{s:2:"id";i:7;s:4:"name";s:5:"alice";s:7:"isAdmin";b:0;})"
      R"(groups|a:2:{i:0;s:5:"staff";i:1;s:3:"ops";}cart|a:1:{s:3:"sum";d:12.5;})";
  for (auto _ : state) {
    const auto key = format.keyIn("5ml2u0tj5bqhp2vbn4k2o0hv1d");
    const auto content = format.read(stored);
    if (!key || !content) state.SkipWithError("refused");
    const auto identity = identityIn(*content, format.paths);
    if (!identity || identity->user != "alice" || identity->groups.size() != 2) {
      state.SkipWithError("it is nobody's");
    }
    benchmark::DoNotOptimize(identity);
  }
}
BENCHMARK(phpSession);

void railsCookie(State& state) {
  const std::string secret(40, 's');
  RailsOptions options;
  options.jar = {"_shop_session", {secret}, true};
  options.paths = {"warden.user.user.key.0.0", "groups", ""};
  const std::string envelope = testing::railsEnvelopeOf(
      R"({"session_id":"5f2d","groups":["ops"],"warden.user.user.key":[[17],"$2a$12$x"]})",
      R"(,"exp":null,"pur":"cookie._shop_session")");
  resolve(state, **RailsCookieSessions::make(options, now), "_shop_session",
          testing::railsCookieOf(envelope, secret));
}
BENCHMARK(railsCookie);

void jwtHs256(State& state) {
  JwtOptions options;
  options.cookie = "token";
  options.secret = std::string(32, 's');
  options.paths = {"sub", "groups", "sid"};
  resolve(state, **JwtResolver::make(options, now), "token",
          testing::tokenOf(R"({"alg":"HS256","typ":"JWT"})",
                           R"({"sub":"alice","groups":["staff","ops"],"sid":"s1","exp":1000100})",
                           options.secret));
}
BENCHMARK(jwtHs256);

}  // namespace
}  // namespace fanfare::sessions
