#ifndef FANFARE_HTTP_CLIENT_ADDRESS_H_
#define FANFARE_HTTP_CLIENT_ADDRESS_H_

#include <string>

#include "fanfare/handshake.h"

#include "model/address_list.h"

namespace fanfare::http {

// Which header says who is behind the proxies in front. Value type.
struct ClientAddressRules {
  AddressList proxies = AddressList::loopback();
  // A list to which each proxy adds whom it was asked by: X-Forwarded-For, Forwarded (RFC 7239) or
  // another one in the form of the former. Empty: none counts.
  std::string header = "X-Forwarded-For";
};

// The numeric address behind `handshake`: its peer's, unless that is a trusted proxy; then the last
// in the header that is none, for what stands before was written by others. An entry that is no
// address ends the search at the proxy that wrote it.
std::string clientAddressOf(const Handshake& handshake, const ClientAddressRules& rules);

// Whether `handshake` carries a header that proxies add.
bool hasPassedProxy(const Handshake& handshake);

}  // namespace fanfare::http

#endif  // FANFARE_HTTP_CLIENT_ADDRESS_H_
