#include "sessions/django.h"

#include <algorithm>
#include <utility>

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
Result<std::optional<system_clock::time_point>> expiryOf(const Value& content) {
  const Value* expiry = content.at(kExpiry);
  const auto text = expiry ? expiry->asText() : std::nullopt;
  return text ? isoTimeIn(*text) : std::nullopt;
}

Error needsSecret() {
  return {ErrorCode::kInvalidArgument,
          "identity.resolver = django needs identity.django.secret_key, the SECRET_KEY of the "
          "project, or identity.django.secret_key_file"};
}

}  // namespace

Result<Identity> djangoIdentityIn(const Value& content, const IdentityPaths& paths) {
  const Value* account = content.at(kLoggedIn);
  if (!account || account->isNull()) return Identity{};
  auto found = identityIn(content, paths);
  if (!found || !found->user.empty()) return found;
  return refused("somebody is logged in, but no name stands at '" + paths.user + "'");
}

SessionFormat djangoFormat(const DjangoOptions& options) {
  SessionFormat format{"django", options.cookie, options.paths, keyIn, {}, {}, expiryOf};
  format.identify = [paths = options.paths](const Value& content) {
    return djangoIdentityIn(content, paths);
  };
  return format;
}

Result<Made> makeDjangoResolver(const DjangoOptions& options, redis::Clients& clients,
                                const WallClock& clock) {
  if (options.secrets.secretKey.empty()) return needsSecret();
  if (options.engine == DjangoEngine::kSignedCookies) {
    return Made(std::make_unique<DjangoCookies>(options, clock));
  }
  SessionFormat format = djangoFormat(options);
  format.read = [text = DjangoText(options.secrets)](std::string_view bytes) {
    return text.read(bytes);
  };
  const std::string& prefix = options.redis.prefix;
  auto store = std::make_unique<RedisStore>(clients.at(*options.redis.address),
                                            prefix.empty() ? prefix : prefix + ":");
  return Made(std::make_unique<StoredSessions>(std::move(format), std::move(store), clock));
}

}  // namespace fanfare::sessions
