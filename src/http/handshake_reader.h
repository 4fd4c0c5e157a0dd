#ifndef FANFARE_HTTP_HANDSHAKE_READER_H_
#define FANFARE_HTTP_HANDSHAKE_READER_H_

#include <string>
#include <string_view>
#include <variant>

#include <Poco/Net/HTTPServerRequest.h>

#include "fanfare/handshake.h"
#include "fanfare/refusal.h"

namespace fanfare::http {

// Who sent `request`, as in Handshake::peerAddress.
std::string peerOf(const Poco::Net::HTTPServerRequest& request);

// What a request for `target`, whose decoded path begins with `prefix`, says; who sent it is left
// open. 400 if path or query cannot be decoded.
std::variant<Handshake, Refusal> readHandshake(std::string_view target, std::string_view prefix,
                                               Fields headers);

// What `request`, whose decoded path begins with `prefix`, says. 400 if path or query cannot be
// decoded.
std::variant<Handshake, Refusal> readHandshake(const Poco::Net::HTTPServerRequest& request,
                                               std::string_view prefix);

}  // namespace fanfare::http

#endif  // FANFARE_HTTP_HANDSHAKE_READER_H_
