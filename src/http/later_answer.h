#ifndef FANFARE_HTTP_LATER_ANSWER_H_
#define FANFARE_HTTP_LATER_ANSWER_H_

#include <functional>
#include <variant>

#include "http/answer.h"
#include "http/read_ahead_socket.h"

namespace fanfare::http {

// Takes the answer to a request, once, from any thread.
using Answered = std::function<void(Answer)>;

// Begins what an answer waits for, and calls back when it is there, maybe at once. To be called
// once. Who never calls back lets go of what he was given.
using LaterAnswer = std::function<void(Answered)>;

using AnswerOrLater = std::variant<Answer, LaterAnswer>;

enum class Body { kSent, kLeftOut };

// Gives `deferred` back with `answer`, as send() answers by the server.
void send(const Answer& answer, Deferred deferred, Body body = Body::kSent);

// Likewise, as soon as the answer is there.
void sendLater(const LaterAnswer& begin, Deferred deferred, Body body);

}  // namespace fanfare::http

#endif  // FANFARE_HTTP_LATER_ANSWER_H_
