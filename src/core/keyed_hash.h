#ifndef FANFARE_CORE_KEYED_HASH_H_
#define FANFARE_CORE_KEYED_HASH_H_

#include <array>
#include <cstdint>
#include <string_view>

namespace fanfare::core {

// SipHash-2-4: a hash of which nobody who lacks the key can find two texts with the same, so that a
// text may be known by it. Value type.
class KeyedHash {
 public:
  using Key = std::array<std::uint64_t, 2>;  // as the little end reads it

  explicit KeyedHash(const Key& key) : key_(key) {}

  // With a key of its own, which it tells nobody.
  static KeyedHash random();

  std::uint64_t of(std::string_view text) const;

 private:
  Key key_;
};

}  // namespace fanfare::core

#endif  // FANFARE_CORE_KEYED_HASH_H_
