#ifndef FANFARE_HTTP_SHOWN_CHANNEL_H_
#define FANFARE_HTTP_SHOWN_CHANNEL_H_

#include <string>
#include <string_view>

#include "fanfare/channel.h"

namespace fanfare::http {

// A short hash of what must not be read, for telling one from another: "#1f2e3d4c".
std::string shownSecret(std::string_view secret);

// The channel's key as operators may see it: of a session key, which is a secret, a short hash:
// "session:#1f2e3d4c:<facility>".
std::string shownChannel(const Channel& channel);

// A text that orders channels, another for each, and no secret either.
std::string cursorOf(const Channel& channel);

}  // namespace fanfare::http

#endif  // FANFARE_HTTP_SHOWN_CHANNEL_H_
