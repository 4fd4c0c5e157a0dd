#ifndef FANFARE_HTTP_CORS_H_
#define FANFARE_HTTP_CORS_H_

#include <string>

#include "http/answer.h"
#include "http/later_answer.h"
#include "http/origin.h"
#include "http/read_ahead_socket.h"

namespace fanfare::http {

// CORS (the Fetch standard, 3.2) of the HTTP API. A browser lets a page of another origin call it,
// and read what it answers, if `pages` list that origin. Who calls says so by a key, and so cookies
// never count.

// To the question that a browser asks before such a call. 403 if `origin` is not listed.
Answer preflightAnswer(const OriginRules& pages, const std::string& origin);

// Lets a page of `origin`, which may be empty, read `answer`.
void shareWith(const OriginRules& pages, const std::string& origin, Answer& answer);

// Gives `deferred` back with `answer`, shared so, as soon as it is there. `pages` outlive that.
void sendShared(const OriginRules& pages, const std::string& origin, AnswerOrLater answer,
                Deferred deferred, Body body);

}  // namespace fanfare::http

#endif  // FANFARE_HTTP_CORS_H_
