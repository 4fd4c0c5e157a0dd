#ifndef FANFARE_SESSIONS_HTTP_ANSWER_H_
#define FANFARE_SESSIONS_HTTP_ANSWER_H_

#include <chrono>

#include "fanfare/identity.h"
#include "fanfare/result.h"

#include "backend/response_reader.h"

namespace fanfare::sessions {

// Who is there, by what a site's backend answered at `now`:
//
//    200, application/json   {"user": NAME, "groups": [NAME...], "session": KEY,
//                             "attributes": {NAME: TEXT...}, "expires": SECONDS since 1970,
//                             "channels": ["subscribe broadcast:news"...]}
//    204, 401, 403           nobody
//
// Each member may be missing or null, others are passed over; names may be whole numbers. An
// identity without a user and a session is anonymous, and says why. Fails with kUnavailable, in
// words for operators, where the answer is any other.
Result<Identity> identityIn(const backend::Response& response,
                            std::chrono::system_clock::time_point now);

}  // namespace fanfare::sessions

#endif  // FANFARE_SESSIONS_HTTP_ANSWER_H_
