#ifndef FANFARE_CORE_KEPT_ADDRESS_H_
#define FANFARE_CORE_KEPT_ADDRESS_H_

#include <cstdint>
#include <string>

#include "core/packing.h"

namespace fanfare::core {

// A peer's address as it is kept while nobody asks for it: one of IPv4 as a number, one of IPv6 as
// sixteen bytes, anything else as the text that it is. Value type.
class KeptAddress {
 public:
  explicit KeptAddress(const std::string& text);

  // As it was given.
  std::string text() const;

 private:
  PackedBytes packed_;      // of IPv6, or a text; empty: it is of IPv4, or of no length
  std::uint32_t ipv4_ = 0;  // as in_addr has it; 0: none. With packed_ kIsIpv6, or kIsText
};

}  // namespace fanfare::core

#endif  // FANFARE_CORE_KEPT_ADDRESS_H_
