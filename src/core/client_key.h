#ifndef FANFARE_CORE_CLIENT_KEY_H_
#define FANFARE_CORE_CLIENT_KEY_H_

#include <cstdint>
#include <functional>
#include <string>

namespace fanfare::core {

// Who is behind what clients do, short enough to go with each of their messages: a hash of the
// user, or of the address where there is none.
using ClientKey = std::uint64_t;

constexpr ClientKey kNoClient = 0;  // nobody who can be told from others

// REQUIRES: `name` is not empty.
inline ClientKey clientKeyOf(const std::string& kind, const std::string& name) {
  return std::hash<std::string>{}(kind + ' ' + name) | 1;
}

}  // namespace fanfare::core

#endif  // FANFARE_CORE_CLIENT_KEY_H_
