#ifndef FANFARE_HTTP_UPGRADE_REQUEST_H_
#define FANFARE_HTTP_UPGRADE_REQUEST_H_

#include <optional>
#include <string>
#include <string_view>

#include <Poco/Net/HTTPRequest.h>

#include "fanfare/refusal.h"

namespace fanfare::http {

// Why `request` is none for a WebSocket: 400, in the words of the model. Asked before anything
// else.
std::optional<Refusal> whyNoUpgrade(const Poco::Net::HTTPRequest& request);

// What is wrong with the version (426) or the key (400) of an upgrade. Asked when the policy has
// agreed, as in the model: 403 comes before these.
std::optional<Refusal> whyNoWebSocket(const Poco::Net::HTTPRequest& request);

// Whether one of the comma-separated `list` is `token`, without regard to case.
bool listHas(std::string_view list, std::string_view token);

}  // namespace fanfare::http

#endif  // FANFARE_HTTP_UPGRADE_REQUEST_H_
