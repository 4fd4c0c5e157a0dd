#ifndef FANFARE_SESSIONS_STORED_SESSIONS_H_
#define FANFARE_SESSIONS_STORED_SESSIONS_H_

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fanfare/session_resolver.h"

#include "core/prefetch.h"
#include "foreign/value.h"
#include "sessions/accounts.h"
#include "sessions/identity_paths.h"
#include "sessions/prefetched.h"
#include "sessions/session_store.h"

namespace fanfare::sessions {

// How a framework names its sessions and writes them. Value type.
struct SessionFormat {
  const char* resolver;  // the name of the resolver
  std::string cookie;
  IdentityPaths paths;  // its `session` is not looked at: the session's key is that of the store

  // The key of the session that a cookie, as it was sent, stands for. Fails with kNotAuthorized, in
  // words that the visitor may read, if it is malformed or forged.
  std::function<Result<std::string>(std::string_view cookie)> keyIn;

  // What the bytes in the store say. Fails, in words for operators, if they are malformed or of a
  // kind that is not read.
  std::function<Result<foreign::Value>(std::string_view bytes)> read;

  Unwrap unwrap;  // null: values stand as they are

  // When a session says it is over, nullopt if it does not say. Fails, in words for operators, if
  // what it says is no time. Null: only the store ends sessions.
  std::function<Result<std::optional<std::chrono::system_clock::time_point>>(
      const foreign::Value& content)>
      expiryOf;

  // Who is behind a session. Fails with kNotAuthorized, in words that the visitor may read. Null:
  // who stands at `paths`.
  std::function<Result<Identity>(const foreign::Value& content)> identify = {};
};

// Sessions that lie in a store, under a key that the visitor's cookie carries. The key counts only
// if there is such a session; nobody need be logged in for it. What begin() has read ahead is
// asked for no more.
class StoredSessions final : public SessionResolver, public core::Prefetch {
 public:
  // Cookies beyond it are refused unread.
  static constexpr std::size_t kMaxCookieBytes = 4096;

  // Without `accounts`, what the sessions say about their users counts.
  StoredSessions(SessionFormat format, std::unique_ptr<SessionStore> store, WallClock clock,
                 std::unique_ptr<Accounts> accounts = nullptr);

  const char* name() const override { return format_.resolver; }

  Result<Identity> resolve(const Handshake& handshake) const override;
  std::vector<Result<Identity>> recheck(const std::vector<Identity>& known) const override;

  bool begin(const std::vector<const Handshake*>& handshakes, Done done) override;

 private:
  using WallTime = std::chrono::system_clock::time_point;

  // nullopt if the handshake has no such cookie.
  std::optional<Result<std::string>> keyIn(const Handshake& handshake) const;
  std::vector<Result<Identity>> find(const std::vector<std::string>& keys) const;
  std::vector<Result<Identity>> identitiesOf(std::vector<Result<Claim>> claims,
                                             WallTime asOf) const;
  Result<Claim> claimIn(const std::string& key, const std::optional<std::string>& bytes) const;

  const SessionFormat format_;
  const WallClock clock_;
  const std::shared_ptr<Prefetched> prefetched_;
  const std::unique_ptr<SessionStore> store_;
  const std::unique_ptr<Accounts> accounts_;
};

}  // namespace fanfare::sessions

#endif  // FANFARE_SESSIONS_STORED_SESSIONS_H_
