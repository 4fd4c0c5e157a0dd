#ifndef FANFARE_SESSIONS_DJANGO_COOKIES_H_
#define FANFARE_SESSIONS_DJANGO_COOKIES_H_

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "fanfare/session_resolver.h"

#include "sessions/accounts.h"
#include "sessions/django.h"
#include "sessions/signed_cookie.h"

namespace fanfare::sessions {

// Reads the cookie in which Django's engine signed_cookies keeps a whole session. There is no
// session key: the cookie changes with what is in it.
class DjangoCookies final : public SessionResolver {
 public:
  // With `accounts` an identity can be asked about again; without, what the cookie says counts
  // until it expires.
  DjangoCookies(const DjangoOptions& options, WallClock clock,
                std::unique_ptr<Accounts> accounts = nullptr);

  const char* name() const override { return "django"; }

  Result<Identity> resolve(const Handshake& handshake) const override;
  std::vector<Result<Identity>> recheck(const std::vector<Identity>& known) const override;

 private:
  std::vector<Result<Identity>> find(const std::vector<std::string>& cookies) const;
  Result<Claim> claimIn(const std::string& cookie) const;

  const std::string cookie_;
  const IdentityPaths paths_;
  const Seal seal_;
  const WallClock clock_;
  const std::unique_ptr<Accounts> accounts_;
};

}  // namespace fanfare::sessions

#endif  // FANFARE_SESSIONS_DJANGO_COOKIES_H_
