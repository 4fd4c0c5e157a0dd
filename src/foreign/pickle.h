#ifndef FANFARE_FOREIGN_PICKLE_H_
#define FANFARE_FOREIGN_PICKLE_H_

#include <cstddef>
#include <string_view>

#include "fanfare/result.h"

#include "foreign/value.h"

namespace fanfare::foreign {

// The bounds of what readPickle() reads, and of what comes of it: references make much of little.
constexpr std::size_t kMaxPickleBytes = std::size_t{256} * 1024;
constexpr std::size_t kMaxPickledValues = 65'536;
constexpr std::size_t kMaxPickledTextBytes = std::size_t{1024} * 1024;
constexpr int kMaxPickleDepth = 64;

// What `bytes`, written by Python's pickle in any of its protocols 0 to 5, say. Only plain data is
// read: None, bool, int, float, str, list, tuple, set, frozenset (arrays all four) and dict, of
// which members under another key than a str are left out. Bytes, integers beyond 64 bits, numbers
// that are none, and the times of Python's datetime are null. Nothing is ever imported, called or
// built.
//
// Fails with kInvalidArgument, in words for operators, if it is malformed, beyond a bound, goes
// round in a circle, or holds anything else.
Result<Value> readPickle(std::string_view bytes);

}  // namespace fanfare::foreign

#endif  // FANFARE_FOREIGN_PICKLE_H_
