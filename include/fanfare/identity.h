#ifndef FANFARE_IDENTITY_H_
#define FANFARE_IDENTITY_H_

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace fanfare {

// Identifies one connection for the life of the process; 0 is none.
using ConnectionId = std::uint64_t;

// What a session resolver needs in order to ask again, without the handshake, whether what it found
// still holds. Value type.
struct Evidence {
  std::string resolver;  // its name()
  std::string text;      // its own affair, and a secret
};

// Who is behind a handshake, as the session resolver found it. Value type; an Identity{} is
// anonymous.
struct Identity {
  std::string user;                               // empty: not logged in
  std::vector<std::string> groups;                // as they were when the session was resolved
  std::string sessionKey;                         // a secret; empty: the visitor has no session
  std::map<std::string, std::string> attributes;  // what else the resolver found, for policies
  std::optional<std::chrono::system_clock::time_point> expiry;

  // When all this was true: when the store was asked, before its answer; of a token or a signed
  // cookie, when it was issued. What was revoked later than that does not hold.
  std::chrono::system_clock::time_point asOf;

  // What of its channels it may have at most, each as textOf() writes a request, or without the
  // first word for both hearing and saying; nullopt: whatever a policy grants. decide() holds to
  // it.
  std::optional<std::set<std::string>> onlyChannels;

  // Nullopt: there is nobody to ask again; only expiry and revocation end what is said here.
  std::optional<Evidence> evidence;

  // Why credentials that did come do not count ("the token has expired"), so that the visitor is
  // anonymous: told to client and log. Holds no secret; empty where none came, or they count.
  std::string anonymousBecause;

  bool isAnonymous() const { return user.empty() && sessionKey.empty(); }
};

}  // namespace fanfare

#endif  // FANFARE_IDENTITY_H_
