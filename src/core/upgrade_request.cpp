#include "core/upgrade_request.h"

#include <algorithm>

#include "model/ascii.h"

namespace fanfare::core {

bool listHas(std::string_view list, std::string_view token) {
  while (!list.empty()) {
    if (equalsIgnoringCase(trimmed(takeUntil(',', list)), token)) return true;
  }
  return false;
}

bool headerHas(const Handshake& handshake, std::string_view name, std::string_view token) {
  return std::any_of(handshake.headers.begin(), handshake.headers.end(), [&](const Field& field) {
    return equalsIgnoringCase(field.name, name) && listHas(field.value, token);
  });
}

std::string joinedHeader(const Handshake& handshake, std::string_view name) {
  std::string joined;
  for (const Field& field : handshake.headers) {
    if (!equalsIgnoringCase(field.name, name)) continue;
    if (!joined.empty()) joined += ", ";
    joined += field.value;
  }
  return joined;
}

bool asksForWebSocket(const Handshake& handshake) {
  return headerHas(handshake, "Upgrade", "websocket") &&
         headerHas(handshake, "Connection", "upgrade");
}

}  // namespace fanfare::core
