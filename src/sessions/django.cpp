#include "sessions/django.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "sessions/django_content.h"
#include "sessions/django_cookies.h"
#include "sessions/iso_time.h"

namespace fanfare::sessions {
namespace {

using std::chrono::system_clock;
using Made = std::unique_ptr<SessionResolver>;

constexpr char kLoggedIn[] = "_auth_user_id";  // there while somebody is
constexpr char kExpiry[] = "_session_expiry";

Error refused(std::string why) { return {ErrorCode::kNotAuthorized, std::move(why)}; }

// Nothing but what Django makes them of: what stands behind the prefix of a store must not be able
// to name anything else there.
Result<std::string> keyIn(std::string_view cookie) {
  constexpr std::size_t kLeast = 8;
  constexpr std::size_t kMost = 64;
  const bool isKey = std::all_of(cookie.begin(), cookie.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  });
  if (!isKey || cookie.size() < kLeast || cookie.size() > kMost) {
    return refused("the cookie is no session key");
  }
  return std::string(cookie);
}

// A number of seconds counts from the last change, which only the store knows; so does a time
// without a zone.
Result<std::optional<system_clock::time_point>> expiryOf(const foreign::Value& content) {
  const foreign::Value* expiry = content.at(kExpiry);
  const auto text = expiry ? expiry->asText() : std::nullopt;
  return text ? isoTimeIn(*text) : std::nullopt;
}

Error needsSecret() {
  return {ErrorCode::kInvalidArgument,
          "identity.resolver = django needs identity.django.secret_key, the SECRET_KEY of the "
          "project, or identity.django.secret_key_file"};
}

// Whether keys behind `prefix` may be those of channels, under which clients can keep messages.
bool namesAnAudience(std::string_view prefix) {
  while (!prefix.empty()) {
    const auto end = prefix.find(':');
    const auto word = prefix.substr(0, end);
    for (const char* audience : {"broadcast", "user", "group", "session", "room", "connection"}) {
      if (word == audience) return true;
    }
    prefix.remove_prefix(end == std::string_view::npos ? prefix.size() : end + 1);
  }
  return false;
}

Error needsDatabase() {
  return {ErrorCode::kInvalidArgument,
          "identity.django.engine = db needs identity.django.db.url, as in "
          "'postgresql://user:password@host/name', or identity.django.db.url_file"};
}

Error unsafePrefix(const std::string& prefix) {
  return {ErrorCode::kInvalidArgument,
          "identity.django.redis.prefix = " + prefix +
              ": sessions in a cache are not signed, and keys that begin so may be those of "
              "channels, where clients can write; choose another KEY_PREFIX"};
}

std::string keyPrefixOf(const DjangoOptions& options) {
  const std::string& prefix = options.redis.prefix;
  if (options.engine == DjangoEngine::kRedisSessions) return prefix.empty() ? "" : prefix + ":";
  const char* engine = options.engine == DjangoEngine::kCache ? "cache" : "cached_db";
  return prefix + ":" + std::to_string(options.cacheVersion) + ":django.contrib.sessions." + engine;
}

bool isInCache(const DjangoOptions& options) {
  return options.engine == DjangoEngine::kCache || options.engine == DjangoEngine::kCachedDb;
}

// What a resolver reads from, each null if there is nothing of the kind.
struct Parts {
  std::unique_ptr<SessionStore> store;
  std::unique_ptr<Accounts> accounts;
};

Result<Parts> partsOf(const DjangoOptions& options, redis::Clients& clients,
                      const WallClock& clock) {
  static const SteadyClock kSteady;
  const bool hasDatabase = !options.db.url.empty();
  const bool checksHash =
      hasDatabase && options.db.asksForUsers && options.db.authHash == sql::AuthHash::kChecked;
  const bool needsKey = !isInCache(options) || checksHash;
  if (needsKey && options.secrets.secretKey.empty()) return needsSecret();
  if (isInCache(options) && namesAnAudience(options.redis.prefix)) {
    return unsafePrefix(options.redis.prefix);
  }
  if (options.engine == DjangoEngine::kDb && !hasDatabase) return needsDatabase();

  Parts parts;
  if (hasDatabase) {
    const auto database = sql::DjangoDatabase::open(options.db, kSteady);
    if (!database) return database.error();
    std::vector<std::string> secrets = options.secrets.fallbacks;
    secrets.insert(secrets.begin(), options.secrets.secretKey);
    parts.accounts = database->users(secrets);
    if (options.engine == DjangoEngine::kDb) parts.store = database->sessions(clock);
  }
  if (!parts.store && options.engine != DjangoEngine::kSignedCookies) {
    parts.store =
        std::make_unique<RedisStore>(clients.at(*options.redis.address), keyPrefixOf(options));
  }
  return parts;
}

}  // namespace

Result<Identity> djangoIdentityIn(const foreign::Value& content, const IdentityPaths& paths) {
  const foreign::Value* account = content.at(kLoggedIn);
  if (!account || account->isNull()) return Identity{};
  auto found = identityIn(content, paths);
  if (!found || !found->user.empty()) return found;
  return refused("somebody is logged in, but no name stands at '" + paths.user + "'");
}

SessionFormat djangoFormat(const DjangoOptions& options) {
  SessionFormat format{"django", options.cookie, options.paths, keyIn, {}, {}, expiryOf};
  format.identify = [paths = options.paths](const foreign::Value& content) {
    return djangoIdentityIn(content, paths);
  };
  return format;
}

Result<Made> makeDjangoResolver(const DjangoOptions& options, redis::Clients& clients,
                                const WallClock& clock) {
  auto parts = partsOf(options, clients, clock);
  if (!parts) return parts.error();
  Parts made = std::move(parts).value();
  DjangoOptions asked = options;
  // Of the content, only who it is: the accounts say what he is called.
  if (made.accounts) asked.paths.user = kLoggedIn;
  if (made.accounts && !options.db.users.groups.empty()) asked.paths.groups.clear();

  if (options.engine == DjangoEngine::kSignedCookies) {
    return Made(std::make_unique<DjangoCookies>(asked, clock, std::move(made.accounts)));
  }
  SessionFormat format = djangoFormat(asked);
  format.read = djangoContent;
  if (!isInCache(options)) {
    format.read = [text = DjangoText(options.secrets)](std::string_view bytes) {
      return text.read(bytes);
    };
  }
  return Made(std::make_unique<StoredSessions>(std::move(format), std::move(made.store), clock,
                                               std::move(made.accounts)));
}

}  // namespace fanfare::sessions
