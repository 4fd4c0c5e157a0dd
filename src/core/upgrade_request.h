#ifndef FANFARE_CORE_UPGRADE_REQUEST_H_
#define FANFARE_CORE_UPGRADE_REQUEST_H_

#include <string>
#include <string_view>

#include "fanfare/handshake.h"

namespace fanfare::core {

// A request that came in where WebSockets are opened. Value type; valid during the call it is for.
struct UpgradeRequest {
  std::string_view method;
  std::string_view version;    // "HTTP/1.1"
  const Handshake& handshake;  // its headers at least
};

// Whether one of the comma-separated `list` is `token`, without regard to case.
bool listHas(std::string_view list, std::string_view token);

// Whether any header of that name lists `token`.
bool headerHas(const Handshake& handshake, std::string_view name, std::string_view token);

// All values under `name`, joined with commas; empty if there is none.
std::string joinedHeader(const Handshake& handshake, std::string_view name);

// Whether it asks for `Upgrade: websocket`, and `Connection` says so too (RFC 6455, 4.2.1).
bool asksForWebSocket(const Handshake& handshake);

}  // namespace fanfare::core

#endif  // FANFARE_CORE_UPGRADE_REQUEST_H_
