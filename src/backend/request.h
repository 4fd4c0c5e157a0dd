#ifndef FANFARE_BACKEND_REQUEST_H_
#define FANFARE_BACKEND_REQUEST_H_

#include <string>
#include <string_view>

#include "fanfare/handshake.h"
#include "fanfare/result.h"

#include "backend/url.h"

namespace fanfare::backend {

// What a backend is asked. Value type.
struct Request {
  std::string method = "GET";
  Fields fields;     // headers, besides those that the connection needs
  std::string body;  // of a POST
};

// Whether a visitor's header of that name may be put into a request: not if it says how the request
// itself is read or carried, where it comes from, or who sends it.
bool mayBeForwarded(std::string_view name);

// `request` as it is sent to `url`. Fails with kInvalidArgument, naming the header, if one would
// not be read as that one header: a name that is no token, a control character in its value, a name
// that comes twice.
// REQUIRES: none of the fields says how the request is read; mayBeForwarded() knows which do.
Result<std::string> bytesOf(const Request& request, const Url& url);

}  // namespace fanfare::backend

#endif  // FANFARE_BACKEND_REQUEST_H_
