#include "sessions/django_cookies.h"

#include <algorithm>
#include <utility>

#include "sessions/django_content.h"

namespace fanfare::sessions {
namespace {

constexpr char kSalt[] = "django.contrib.sessions.backends.signed_cookies";
constexpr char kExpiry[] = "_session_expiry";  // its seconds count from the signing

using std::chrono::system_clock;

Error refused(const char* why) { return {ErrorCode::kNotAuthorized, why}; }

system_clock::time_point expiryOf(const SealedSession& session, const foreign::Value& content) {
  const foreign::Value* value = content.at(kExpiry);
  const auto seconds = value ? value->asNumber() : std::nullopt;
  const std::chrono::duration<double> age = *session.expiry - session.signedAt;
  if (!seconds || *seconds <= 0 || *seconds >= age.count()) return *session.expiry;
  return session.signedAt + std::chrono::seconds(static_cast<std::int64_t>(*seconds));
}

}  // namespace

DjangoCookies::DjangoCookies(const DjangoOptions& options, WallClock clock,
                             std::unique_ptr<Accounts> accounts)
    : cookie_(options.cookie),
      paths_(options.paths),
      seal_(djangoSeal(options.secrets, kSalt, options.maxAge)),
      clock_(std::move(clock)),
      accounts_(std::move(accounts)) {}

Result<Identity> DjangoCookies::resolve(const Handshake& handshake) const {
  const auto cookie = handshake.cookie(cookie_);
  if (!cookie || cookie->empty()) return Identity{};
  return std::move(find({std::string(*cookie)}).front());
}

std::vector<Result<Identity>> DjangoCookies::recheck(const std::vector<Identity>& known) const {
  std::vector<std::string> cookies;
  cookies.reserve(known.size());
  for (const Identity& identity : known) cookies.push_back(identity.evidence->text);
  return find(cookies);
}

std::vector<Result<Identity>> DjangoCookies::find(const std::vector<std::string>& cookies) const {
  std::vector<Result<Claim>> claims;
  claims.reserve(cookies.size());
  for (const auto& cookie : cookies) claims.push_back(claimIn(cookie));

  auto found = confirmedBy(accounts_.get(), std::move(claims));
  for (auto& one : found) {
    if (one || one.error().code == ErrorCode::kUnavailable) continue;
    one = anonymousBecause(name(), one.error());
  }
  return found;
}

Result<Claim> DjangoCookies::claimIn(const std::string& cookie) const {
  if (cookie.size() > StoredSessions::kMaxCookieBytes) return refused("the cookie is too large");
  const auto now = clock_();
  const auto session = openSealed(cookie, seal_, now);
  if (!session) return session.error();
  auto content = djangoContent(session->content);
  if (!content) return refused("the session is neither in JSON nor plain data in pickle");
  auto found = djangoIdentityIn(*content, paths_);
  if (!found) return found.error();
  Identity identity = std::move(found).value();
  if (identity.isAnonymous()) return Claim{};
  identity.asOf = session->signedAt;
  identity.expiry = expiryOf(*session, *content);
  if (*identity.expiry <= now) return refused("the session has expired");
  if (accounts_) identity.evidence = Evidence{name(), cookie};
  return Claim{std::move(identity), std::move(content).value()};
}

}  // namespace fanfare::sessions
