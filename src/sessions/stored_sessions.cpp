#include "sessions/stored_sessions.h"

#include <cstddef>
#include <utility>

#include "sessions/name_check.h"

namespace fanfare::sessions {
namespace {

Error refused(const char* why) { return {ErrorCode::kNotAuthorized, why}; }

Error unreadable(const Error& why) {
  return {ErrorCode::kNotAuthorized, "the session cannot be read: " + why.message};
}

Result<Identity> whoIn(const foreign::Value& content, const SessionFormat& format) {
  if (format.identify) return format.identify(content);
  if (format.unwrap) return identityIn(content, format.paths, format.unwrap);
  return identityIn(content, format.paths);
}

}  // namespace

StoredSessions::StoredSessions(SessionFormat format, std::unique_ptr<SessionStore> store,
                               WallClock clock, std::unique_ptr<Accounts> accounts)
    : format_(std::move(format)),
      clock_(std::move(clock)),
      prefetched_(std::make_shared<Prefetched>(clock_)),
      store_(std::move(store)),
      accounts_(std::move(accounts)) {}

std::optional<Result<std::string>> StoredSessions::keyIn(const Handshake& handshake) const {
  const auto cookie = handshake.cookie(format_.cookie);
  if (!cookie || cookie->empty()) return std::nullopt;
  if (cookie->size() > kMaxCookieBytes) return refused("the cookie is too large");
  auto key = format_.keyIn(*cookie);
  if (key && !fitsAChannel(*key)) return refused("the cookie is malformed");
  return key;
}

Result<Identity> StoredSessions::resolve(const Handshake& handshake) const {
  const auto key = keyIn(handshake);
  if (!key) return Identity{};
  if (!*key) return anonymousBecause(name(), key->error());
  const auto known = prefetched_->take(**key);
  if (!known) return std::move(find({**key}).front());
  if (!known->bytes) return known->bytes.error();
  return std::move(identitiesOf({claimIn(**key, *known->bytes)}, known->asOf).front());
}

bool StoredSessions::begin(const std::vector<const Handshake*>& handshakes, Done done) {
  std::vector<std::string> keys;
  for (const Handshake* const handshake : handshakes) {
    auto key = keyIn(*handshake);
    if (key && *key) keys.push_back(std::move(*key).value());
  }
  if (keys.empty()) return false;
  using Read = std::vector<Result<std::optional<std::string>>>;
  return store_->readLater(
      keys, [keys, done = std::move(done), asOf = clock_(), prefetched = prefetched_](Read read) {
        for (std::size_t i = 0; i < keys.size(); ++i) {
          prefetched->put(keys[i], {asOf, std::move(read[i])});
        }
        done();
      });
}

std::vector<Result<Identity>> StoredSessions::recheck(const std::vector<Identity>& known) const {
  std::vector<std::string> keys;
  keys.reserve(known.size());
  for (const Identity& identity : known) keys.push_back(identity.evidence->text);
  return find(keys);
}

std::vector<Result<Identity>> StoredSessions::find(const std::vector<std::string>& keys) const {
  const auto asOf = clock_();
  auto sessions = store_->read(keys);
  if (!sessions) return std::vector<Result<Identity>>(keys.size(), sessions.error());

  std::vector<Result<Claim>> claims;
  claims.reserve(keys.size());
  for (std::size_t i = 0; i < keys.size(); ++i) claims.push_back(claimIn(keys[i], sessions->at(i)));
  return identitiesOf(std::move(claims), asOf);
}

std::vector<Result<Identity>> StoredSessions::identitiesOf(std::vector<Result<Claim>> claims,
                                                           WallTime asOf) const {
  auto found = confirmedBy(accounts_.get(), std::move(claims));
  for (auto& one : found) {
    if (!one && one.error().code == ErrorCode::kUnavailable) continue;
    Identity identity = one ? std::move(one).value() : anonymousBecause(name(), one.error());
    identity.asOf = asOf;
    one = std::move(identity);
  }
  return found;
}

Result<Claim> StoredSessions::claimIn(const std::string& key,
                                      const std::optional<std::string>& bytes) const {
  if (!bytes) return refused("there is no such session, or no more");
  auto content = format_.read(*bytes);
  if (!content) return unreadable(content.error());
  auto found = whoIn(*content, format_);
  if (!found) return found.error();
  Identity identity = std::move(found).value();
  if (format_.expiryOf) {
    const auto expiry = format_.expiryOf(*content);
    if (!expiry) return unreadable(expiry.error());
    if (*expiry && **expiry <= clock_()) return refused("the session has expired");
    identity.expiry = *expiry;
  }
  identity.sessionKey = key;
  identity.evidence = Evidence{name(), key};
  return Claim{std::move(identity), std::move(content).value()};
}

}  // namespace fanfare::sessions
