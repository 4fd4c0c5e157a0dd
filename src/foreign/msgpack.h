#ifndef FANFARE_FOREIGN_MSGPACK_H_
#define FANFARE_FOREIGN_MSGPACK_H_

#include <cstddef>
#include <string_view>

#include "fanfare/result.h"

#include "foreign/value.h"

namespace fanfare::foreign {

// The bounds of what is read of one text.
constexpr int kMaxMsgpackDepth = 64;
constexpr std::size_t kMaxMsgpackValues = std::size_t{64} * 1024;

// What `bytes` say in MessagePack. What JSON cannot say is null there: extension types (times, for
// one), numbers that are not finite, and binary data that is no UTF-8; other binary data is text.
// Members under another name than a text or a whole number are left out.
//
// Fails with kInvalidArgument if it is malformed, cut, followed by more, beyond these bounds, or
// has a name twice.
Result<Value> readMsgpack(std::string_view bytes);

}  // namespace fanfare::foreign

#endif  // FANFARE_FOREIGN_MSGPACK_H_
