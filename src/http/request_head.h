#ifndef FANFARE_HTTP_REQUEST_HEAD_H_
#define FANFARE_HTTP_REQUEST_HEAD_H_

#include <optional>
#include <string_view>

#include <Poco/Net/HTTPServerRequest.h>

#include "fanfare/handshake.h"

namespace fanfare::http {

// The first line of a request. Valid as long as what it was read from.
struct RequestLine {
  std::string_view method;
  std::string_view target;
  std::string_view version;  // "HTTP/1.1"
};

RequestLine requestLineOf(const Poco::Net::HTTPServerRequest& request);

// What a whole head says, without the server. REQUIRES: headVerdict() has accepted it.
RequestLine requestLineIn(std::string_view head);
Fields fieldsIn(std::string_view head);

// The value of the first field of that name; nullopt if there is none. REQUIRES: as fieldsIn().
std::optional<std::string_view> fieldIn(std::string_view head, std::string_view name);

// Whether a field of that name lists `token`. REQUIRES: as fieldsIn().
bool headLists(std::string_view head, std::string_view name, std::string_view token);

}  // namespace fanfare::http

#endif  // FANFARE_HTTP_REQUEST_HEAD_H_
