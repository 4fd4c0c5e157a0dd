#ifndef FANFARE_HTTP_UPGRADE_RESPONSE_H_
#define FANFARE_HTTP_UPGRADE_RESPONSE_H_

#include <string>
#include <string_view>

#include "fanfare/policy.h"

namespace fanfare::http {

// What a 101 says. Value type; the views are valid while it is written.
struct UpgradeResponse {
  std::string_view key;         // the client's, whatever it is
  std::string_view protocol;    // a token; empty: none
  std::string_view extensions;  // empty: none
  const Grant& grant;
  std::string_view anonymousBecause{};  // as Identity's
};

// The whole head, with `Fanfare-Identity: anonymous;reason="..."` where credentials did not count.
// Of the grant it holds what fits a bounded size, in Fanfare-Granted and Fanfare-Refused:
//
//   access SP channel *( ", " access SP channel )
//
// with the channel's public key, escaped; behind each refused one follows ;rule="...". What named
// no channel is refused under the parameter's name. "..." ends a list that was cut.
std::string switchingProtocols(const UpgradeResponse& response);

// The value of Fanfare-Refused; empty if all was granted.
std::string listOfRefused(const Grant& grant);

// The subprotocol to answer `offered`, a header's value, with: `preferred` if it is offered, else
// the first; empty if that is no token.
std::string_view chosenProtocol(std::string_view offered, std::string_view preferred);

}  // namespace fanfare::http

#endif  // FANFARE_HTTP_UPGRADE_RESPONSE_H_
