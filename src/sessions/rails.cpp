#include "sessions/rails.h"

#include <algorithm>
#include <utility>

#include "model/percent.h"
#include "sessions/hmac.h"
#include "sessions/iso_time.h"

namespace fanfare::sessions {
namespace {

using TimePoint = std::chrono::system_clock::time_point;

Error refused(std::string why) { return {ErrorCode::kNotAuthorized, std::move(why)}; }
Error wrong(std::string what) { return {ErrorCode::kInvalidArgument, std::move(what)}; }

std::string hexOf(std::string_view bytes) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    text += kDigits[byte >> 4U];
    text += kDigits[byte & 0xFU];
  }
  return text;
}

// As Rack keeps it since 2.0.8.
std::string privateIdOf(std::string_view publicId) {
  return "2::" + hexOf(digestOf(Digest::kSha256, publicId));
}

Result<std::string> publicIdIn(std::string_view cookie, const RailsCookieJar& jar, TimePoint now) {
  std::optional<std::string> id;
  if (cookie.find("--") == std::string_view::npos) {
    id = percentDecoded(cookie);
  } else {
    const auto opened = jar.open(cookie, now);
    if (!opened) return opened.error();
    id = opened->content.asText();
  }
  if (!id || id->empty()) return refused("the cookie is no id of a session");
  return *std::move(id);
}

Result<foreign::Value> readStored(std::string_view bytes) {
  return readRailsJson(bytes, "give the session store of Rails the serializer JSON");
}

// Fails, naming the setting, if the options will not do.
Result<void> check(const RailsOptions& options) {
  const auto& secrets = options.jar.secretKeyBases;
  if (options.jar.cookie.empty()) {
    return wrong(
        "identity.resolver = rails needs identity.rails.cookie, the key: of "
        "config.session_store, such as _shop_session");
  }
  if (secrets.empty() && options.store == RailsStore::kCookie) {
    return wrong(
        "identity.resolver = rails needs identity.rails.secret_key_base or "
        "identity.rails.secret_key_base_file, unless identity.rails.store = redis");
  }
  const bool areLong = std::all_of(secrets.begin(), secrets.end(), [](const auto& secret) {
    return secret.size() >= RailsCookieJar::kMinSecretBytes;
  });
  if (!areLong) return wrong("identity.rails.secret_key_base is shorter than 30 characters");
  return {};
}

}  // namespace

Result<std::unique_ptr<SessionResolver>> RailsCookieSessions::make(const RailsOptions& options,
                                                                   WallClock clock) {
  if (auto checked = check(options); !checked) return checked.error();
  return std::unique_ptr<SessionResolver>(new RailsCookieSessions(options, std::move(clock)));
}

RailsCookieSessions::RailsCookieSessions(const RailsOptions& options, WallClock clock)
    : cookie_(options.jar.cookie),
      issuedPath_(options.issuedPath),
      jar_(options.jar),
      paths_(options.paths),
      clock_(std::move(clock)) {
  paths_.session = "session_id";
}

Result<Identity> RailsCookieSessions::resolve(const Handshake& handshake) const {
  const auto cookie = handshake.cookie(cookie_);
  if (!cookie || cookie->empty()) return Identity{};
  auto identity = read(*cookie);
  if (!identity) return anonymousBecause(name(), identity.error());
  return identity;
}

Result<Identity> RailsCookieSessions::read(std::string_view cookie) const {
  const auto opened = jar_.open(cookie, clock_());
  if (!opened) return opened.error();
  auto found = identityIn(opened->content, paths_);
  if (!found) return found;
  Identity identity = std::move(found).value();
  if (identity.isAnonymous()) return refused("the cookie names neither a user nor a session");
  identity.expiry = opened->expiry;
  identity.asOf = issueOf(opened->content);
  return identity;
}

// A cookie that does not say when it was written may be as old as any revocation.
TimePoint RailsCookieSessions::issueOf(const foreign::Value& session) const {
  const foreign::Value* issued = session.at(issuedPath_);
  if (!issued) return {};
  const auto date = isoTimeIn(issued->asText().value_or(""));
  const auto now = clock_();
  const double seconds = std::clamp(issued->asNumber().value_or(0), 0.0,
                                    std::chrono::duration<double>(now.time_since_epoch()).count());
  const TimePoint time = date.value_or(TimePoint(
      std::chrono::duration_cast<TimePoint::duration>(std::chrono::duration<double>(seconds))));
  return std::min(time, now);
}

Result<SessionFormat> railsSessionFormat(const RailsOptions& options, const WallClock& clock) {
  if (auto checked = check(options); !checked) return checked.error();
  SessionFormat format{};
  format.resolver = "rails";
  format.cookie = options.jar.cookie;
  format.paths = options.paths;
  format.keyIn = [jar = RailsCookieJar(options.jar),
                  clock](std::string_view cookie) -> Result<std::string> {
    const auto id = publicIdIn(cookie, jar, clock());
    if (!id) return id.error();
    return privateIdOf(*id);
  };
  format.read = readStored;
  return format;
}

}  // namespace fanfare::sessions
