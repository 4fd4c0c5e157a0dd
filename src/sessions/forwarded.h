#ifndef FANFARE_SESSIONS_FORWARDED_H_
#define FANFARE_SESSIONS_FORWARDED_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "fanfare/handshake.h"
#include "fanfare/result.h"

namespace fanfare::sessions {

// What of a handshake a site's backend is shown. Value type.
struct ForwardOptions {
  std::vector<std::string> headers;  // besides Cookie and Authorization
  bool hasAddress = false;           // the visitor's, as X-Forwarded-For
};

// More than so many bytes are not forwarded: they are kept as long as the connection.
constexpr std::size_t kMaxForwardedBytes = 16U << 10;

// The headers that `handshake` has of those, in a fixed order; several Cookie headers as one. Fails
// with kInvalidArgument if another comes twice, one holds a control character, or they are too
// large.
Result<Fields> forwardedOf(const Handshake& handshake, const ForwardOptions& options);

// `fields` as one text, a line each, and back.
// REQUIRES: no field holds a control character.
std::string textOf(const Fields& fields);
Fields fieldsIn(std::string_view text);

}  // namespace fanfare::sessions

#endif  // FANFARE_SESSIONS_FORWARDED_H_
