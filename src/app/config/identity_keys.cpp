#include "app/config/identity_keys.h"

#include <algorithm>
#include <cctype>
#include <utility>

#include "app/config/django_keys.h"
#include "app/config/express_keys.h"
#include "app/config/flask_keys.h"
#include "app/config/http_resolver_keys.h"
#include "app/config/path_keys.h"
#include "app/config/php_keys.h"
#include "app/config/plugin_keys.h"
#include "app/config/rails_keys.h"
#include "app/config/secret_key.h"
#include "app/config/setters.h"
#include "sessions/make_resolver.h"

namespace fanfare::app {
namespace {

Error wrong(std::string what) { return {ErrorCode::kInvalidArgument, std::move(what)}; }

Result<std::vector<std::string>> resolversIn(const std::string& text) {
  auto names = listIn(text);
  if (names.empty()) return wrong("is empty");
  const auto& known = sessions::resolverNames();
  for (const auto& name : names) {
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    std::string words;
    for (const auto& word : known) words += (words.empty() ? "" : ", ") + word;
    return wrong("holds '" + name + "', which is none of " + words);
  }
  return names;
}

Result<std::string> headerNameIn(const std::string& text) {
  if (text.empty()) return wrong("is empty");
  for (const char c : text) {
    const bool isName = std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_';
    if (!isName) return wrong("is no name of a header");
  }
  return text;
}

void addGeneral(std::vector<Key>& table) {
  table.insert(
      table.end(),
      {{"identity.resolver", "none", "", "What tells who a client is; several are asked in order.",
        reading(
            resolversIn, [](Config & c) -> auto& { return c.identity.resolvers; })},
       {"identity.when_missing", "grant-nothing", "",
        "What an anonymous client gets that asks for user, group or session.",
        oneOf<core::WhenMissing>(
            {{"grant-nothing", core::WhenMissing::kGrantNothing},
             {"refuse", core::WhenMissing::kRefuse}},
            [](Config & c) -> auto& { return c.identity.whenMissing; })},
       {"identity.recheck", "30", "seconds",
        "How often sessions are asked whether they still hold; 0 is never.",
        seconds(
            {0, 86400}, [](Config & c) -> auto& { return c.identity.recheck; })},
       {"identity.revoked_for", "2678400", "seconds",
        "How long what was revoked is remembered: as long as a token lives.",
        wholeNumber(
            {60, 315'360'000}, [](Config & c) -> auto& { return c.identity.revokedFor; })},
       {"identity.session_cookie", "sessionid", "", "The cookie that carries the session key.",
        anyText([](Config & c) -> auto& { return c.identity.sessionCookie; })},
       {"identity.trust_session_cookie", "off", "",
        "Whether that cookie is taken for the session key as it is.",
        onOff([](Config & c) -> auto& { return c.identity.trustSessionCookie; })}});
}

void addHeader(std::vector<Key>& table) {
  table.insert(
      table.end(),
      {{"identity.header.user", "X-Auth-User", "", "The header that names the user.",
        reading(
            headerNameIn, [](Config & c) -> auto& { return c.identity.headerUser; })},
       {"identity.header.groups", "X-Auth-Groups", "", "The header that lists the groups.",
        reading(
            headerNameIn, [](Config & c) -> auto& { return c.identity.headerGroups; })},
       {"identity.header.session", "X-Auth-Session", "", "The header that carries the session key.",
        reading(
            headerNameIn, [](Config & c) -> auto& { return c.identity.headerSession; })},
       {"identity.header.trusted", "127.0.0.0/8, ::1, unix", "",
        "From whom these headers are believed.",
        reading(
            addressesIn, [](Config & c) -> auto& { return c.identity.headerTrusted; })}});
  addSecret(table, {"identity.header.secret", "", "",
                    "What the header X-Auth-Secret must carry for these to be believed.",
                    anyText([](Config & c) -> auto& { return c.identity.headerSecret; })});
}

void addJwt(std::vector<Key>& table) {
  table.insert(table.end(),
               {{"identity.jwt.header", "Authorization", "", "The header that carries a token.",
                 anyText([](Config & c) -> auto& { return c.identity.jwt.header; })},
                {"identity.jwt.cookie", "", "", "The cookie that carries a token.",
                 anyText([](Config & c) -> auto& { return c.identity.jwt.cookie; })},
                {"identity.jwt.query", "", "", "The query parameter that carries a token.",
                 anyText([](Config & c) -> auto& { return c.identity.jwt.query; })}});
  addSecret(table, {"identity.jwt.secret", "", "", "The secret of tokens signed with HS256 to 512.",
                    anyText([](Config & c) -> auto& { return c.identity.jwt.secret; })});
  addSecret(table, {"identity.jwt.public_key", "", "",
                    "The public key, in PEM, of tokens signed with RS256 to ES512.",
                    anyText([](Config & c) -> auto& { return c.identity.jwt.publicKey; })});
  addSecret(table, {"identity.jwt.jwks", "", "", "A set of such keys, as JSON.",
                    anyText([](Config & c) -> auto& { return c.identity.jwt.jwks; })});
  table.insert(
      table.end(),
      {{"identity.jwt.audience", "", "", "Whom tokens must be for, one of these.",
        list([](Config & c) -> auto& { return c.identity.jwt.audience; })},
       {"identity.jwt.issuer", "", "", "Whom tokens must be from; empty: anybody with the key.",
        anyText([](Config & c) -> auto& { return c.identity.jwt.issuer; })},
       {"identity.jwt.leeway", "30", "seconds", "How far clocks may be apart.",
        wholeNumber(
            {0, 3600}, [](Config & c) -> auto& { return c.identity.jwt.leeway; })},
       {"identity.jwt.require_exp", "on", "", "Whether a token must say when it expires.",
        onOff([](Config & c) -> auto& { return c.identity.jwt.requireExpiry; })}});
  addPaths(
      table, "identity.jwt", {"sub", "groups"},
      [](Config & c) -> auto& { return c.identity.jwt.paths; });
  table.push_back({"identity.jwt.session_path", "sid", "", "Where the session key stands.",
                   anyText([](Config & c) -> auto& { return c.identity.jwt.paths.session; })});
}

}  // namespace

void addIdentity(std::vector<Key>& table) {
  addGeneral(table);
  addHeader(table);
  addJwt(table);
  addDjango(table);
  addFlask(table);
  addExpress(table);
  addHttpResolver(table);
  addPhp(table);
  addRails(table);
  addPlugin(
      table, "identity.plugin", [](Config & c) -> auto& { return c.identity.plugin; });
}

}  // namespace fanfare::app
