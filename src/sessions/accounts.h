#ifndef FANFARE_SESSIONS_ACCOUNTS_H_
#define FANFARE_SESSIONS_ACCOUNTS_H_

#include <vector>

#include "fanfare/identity.h"
#include "fanfare/result.h"

#include "foreign/value.h"

namespace fanfare::sessions {

// What a session says about its user. Value type.
struct Claim {
  Identity identity;  // as the paths found it
  foreign::Value content;
};

// The users that sessions name: whether each still is one, what he is called and the groups that
// he is in.
//
// Threads: called from every HTTP worker at once.
// Blocking: for a bounded time.
class Accounts {
 public:
  virtual ~Accounts() = default;

  // The identity of each of `claims` as the accounts have it, in their order; all are asked for
  // together. A claim that names no user stays as it is. Fails with kNotAuthorized, in words that
  // the visitor may read, for a session that its user ended, and with kUnavailable for those that
  // cannot be asked for.
  virtual std::vector<Result<Identity>> confirm(std::vector<Claim> claims) const = 0;
};

// The identity of each of `claims`, or the reason why there is none; with `accounts`, as confirmed
// by them.
std::vector<Result<Identity>> confirmedBy(const Accounts* accounts,
                                          std::vector<Result<Claim>> claims);

}  // namespace fanfare::sessions

#endif  // FANFARE_SESSIONS_ACCOUNTS_H_
