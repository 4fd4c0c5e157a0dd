#ifndef FANFARE_HTTP_PROXY_HEADER_H_
#define FANFARE_HTTP_PROXY_HEADER_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <variant>

#include "fanfare/result.h"

namespace fanfare::http {

// More bytes have to come; so many, at least one, can be read without going beyond the header.
struct ProxyHeaderIncomplete {
  std::size_t missing;
  bool endsWithLine = false;  // all can be read up to the next line feed, and with it
};

// What a proxy says of the connection that it passes on. Value type.
struct ProxyHeader {
  std::string clientAddress;  // numeric; empty: the proxy speaks for itself, or does not know
};

using ProxyHeaderVerdict = std::variant<ProxyHeaderIncomplete, ProxyHeader, Error>;

// Judges the first bytes of a connection that begins with a header of the PROXY protocol, version 1
// or 2. Pure. An Error, at the first byte that shows it, is a kProtocolViolation; its message
// quotes nothing. REQUIRES: `bytes` was read in pieces no larger than what was said could be, none
// at first.
ProxyHeaderVerdict proxyHeaderVerdict(std::string_view bytes);

}  // namespace fanfare::http

#endif  // FANFARE_HTTP_PROXY_HEADER_H_
