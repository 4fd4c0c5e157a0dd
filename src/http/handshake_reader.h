#ifndef FANFARE_HTTP_HANDSHAKE_READER_H_
#define FANFARE_HTTP_HANDSHAKE_READER_H_

#include <optional>
#include <string>
#include <string_view>

#include <Poco/Net/HTTPServerRequest.h>

#include "fanfare/handshake.h"
#include "fanfare/refusal.h"

#include "http/read_ahead_socket.h"

namespace fanfare::http {

// Who sent `request`, as in Handshake::peerAddress.
std::string peerOf(const Poco::Net::HTTPServerRequest& request);

std::string peerOf(const ReceivedRequest& request);

// What `headers` say.
Handshake handshakeWith(Fields headers);

// What `request` says, but for its target.
Handshake handshakeOf(const Poco::Net::HTTPServerRequest& request);

// Fills in path and query; the facility is left open. 400 if one of them cannot be decoded.
std::optional<Refusal> readTarget(std::string_view target, Handshake& handshake);

}  // namespace fanfare::http

#endif  // FANFARE_HTTP_HANDSHAKE_READER_H_
