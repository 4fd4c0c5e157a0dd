#ifndef FANFARE_POLICIES_HTTP_QUESTION_H_
#define FANFARE_POLICIES_HTTP_QUESTION_H_

#include <string>

#include "fanfare/handshake.h"
#include "fanfare/identity.h"
#include "fanfare/policy.h"

namespace fanfare::policies {

// Whether a backend is told a visitor's session key, which is as good as his login.
enum class SessionKeys { kWithheld, kTold };

// What a site's backend is asked, as JSON:
//
//    {"facility": "chat", "peer": "192.0.2.1",
//     "identity": {"user": "ann" or null, "groups": [...], "attributes": {...},
//                  "session": its key where it is told, or else whether there is one,
//                  "expires": seconds since 1970, or null},
//     "requested": ["subscribe user:ann:chat", "publish broadcast:chat"...]}
//
// The channels as textOf() writes them, so the own session is "self". What is not UTF-8 of the
// attributes is left out.
std::string questionAbout(const Handshake& handshake, const Identity& identity,
                          const RequestedChannels& requested, SessionKeys sessionKeys);

}  // namespace fanfare::policies

#endif  // FANFARE_POLICIES_HTTP_QUESTION_H_
