#ifndef FANFARE_FOREIGN_PICKLE_H_
#define FANFARE_FOREIGN_PICKLE_H_

#include <cstddef>
#include <string_view>

#include "fanfare/result.h"

#include "foreign/value.h"

namespace fanfare::foreign {

constexpr std::size_t kMaxPickleBytes = std::size_t{256} * 1024;
constexpr std::size_t kMaxPickledValues = 65'536;
constexpr std::size_t kMaxPickledTextBytes = std::size_t{1024} * 1024;
constexpr int kMaxPickleDepth = 64;

// The bounds of what is read, and of what comes of it: references make much of little. Value type.
struct PickleBounds {
  std::size_t bytes = kMaxPickleBytes;
  std::size_t values = kMaxPickledValues;
  std::size_t textBytes = kMaxPickledTextBytes;  // in texts and bytes together
};

// What `bytes`, written by Python's pickle in any of its protocols 0 to 5, say. Only plain data is
// read: None, bool, int, float, str, list, tuple, set, frozenset (arrays all four) and dict, of
// which members under another key than a str are left out. Bytes, integers beyond 64 bits, numbers
// that are none, and the times of Python's datetime are null. Nothing is ever imported, called or
// built.
//
// Fails with kInvalidArgument, in words for operators, if it is malformed, beyond the bounds, goes
// round in a circle, or holds anything else.
Result<Value> readPickle(std::string_view bytes);

// Likewise what Python 3 made with one of the protocols 2 to 5, but exactly: bytes are bytes,
// tuples are tuples, integers have all their digits (up to 1024 bits), and a key that is no str is
// named as json.dumps() would name it. What json.dumps() refuses is refused, but for bytes: sets,
// times, other keys. So are bytes in protocol 2, which are the call of a function there.
Result<Value> readPickleExactly(std::string_view bytes, const PickleBounds& bounds);

}  // namespace fanfare::foreign

#endif  // FANFARE_FOREIGN_PICKLE_H_
