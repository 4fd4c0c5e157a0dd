#ifndef FANFARE_MODEL_SAME_SECRET_H_
#define FANFARE_MODEL_SAME_SECRET_H_

#include <cstddef>
#include <string_view>

namespace fanfare {

// Whether both are the same bytes, in a time that tells only their sizes.
inline bool isSameSecret(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  volatile unsigned char difference = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    difference = static_cast<unsigned char>(difference | (a[i] ^ b[i]));
  }
  return difference == 0;
}

}  // namespace fanfare

#endif  // FANFARE_MODEL_SAME_SECRET_H_
