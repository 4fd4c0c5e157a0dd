#ifndef FANFARE_WS_DEFLATE_OFFER_H_
#define FANFARE_WS_DEFLATE_OFFER_H_

#include <optional>
#include <string>
#include <string_view>

namespace fanfare::ws {

// Takes up the first offer of permessage-deflate (RFC 7692, 7.1) that can be kept, from the values
// of all the client's Sec-WebSocket-Extensions headers, joined with commas. Returns the value of
// the 101's Sec-WebSocket-Extensions; nullopt if there is no such offer or `offers` is malformed:
// the connection then goes without compression.
//
// Neither side ever takes its context over from one message to the next. An offer that asks the
// server for a smaller window than 15 bits is declined: the frames are shared by all.
std::optional<std::string> takeUpDeflate(std::string_view offers);

}  // namespace fanfare::ws

#endif  // FANFARE_WS_DEFLATE_OFFER_H_
