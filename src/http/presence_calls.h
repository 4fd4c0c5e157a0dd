#ifndef FANFARE_HTTP_PRESENCE_CALLS_H_
#define FANFARE_HTTP_PRESENCE_CALLS_H_

#include <string_view>

#include "fanfare/handshake.h"

#include "core/node.h"
#include "http/api_keys.h"
#include "http/later_answer.h"

namespace fanfare::http {

// The calls of the API about who is there. A key sees what it reaches, and no session key is shown.
//
// Threads: from any but a reactor's.
// Ownership: `node` outlives who waits.

// GET /api/connections and GET /api/channels: a page each of what is on this node.
AnswerOrLater connectionsPage(const Fields& query, const ApiKey& key, core::Node& node);
AnswerOrLater channelsPage(const Fields& query, const ApiKey& key, core::Node& node);

// POST /api/disconnect and POST /api/revoke, on every node.
AnswerOrLater disconnect(std::string_view body, const ApiKey& key, core::Node& node);
AnswerOrLater revoke(std::string_view body, const ApiKey& key, core::Node& node);

}  // namespace fanfare::http

#endif  // FANFARE_HTTP_PRESENCE_CALLS_H_
