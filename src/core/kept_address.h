#ifndef FANFARE_CORE_KEPT_ADDRESS_H_
#define FANFARE_CORE_KEPT_ADDRESS_H_

#include <cstdint>
#include <string>
#include <utility>

#include "core/packing.h"
#include "core/places.h"

namespace fanfare::core {

// A peer's address as it is kept while nobody asks for it: one of IPv4 as a number, one of IPv6 as
// sixteen bytes, anything else as the text that it is. Value type.
class KeptAddress {
 public:
  explicit KeptAddress(const std::string& text);

  // As it was given.
  std::string text() const;

  // As in_addr has it; 0: `text` is no address of IPv4, or not as textOf() would write it.
  static std::uint32_t ipv4In(const std::string& text);
  static std::string textOf(std::uint32_t ipv4);

 private:
  PackedBytes packed_;      // of IPv6, or a text; empty: it is of IPv4, or of no length
  std::uint32_t ipv4_ = 0;  // 0: none. With packed_ kIsIpv6, or kIsText
};

// Where a connection comes from, as it keeps that: the places that it holds and, in the room that
// these leave, its peer's address if that is one of IPv4.
class KeptOrigin : private HeldPlaces {
 public:
  KeptOrigin(HeldPlaces places, const std::string& address)
      : HeldPlaces(std::move(places)), ipv4_(KeptAddress::ipv4In(address)) {}

  // Whether the peer's address is one of IPv4.
  bool hasAddress() const { return ipv4_ != 0; }
  // Empty if it has none.
  std::string address() const { return ipv4_ == 0 ? std::string() : KeptAddress::textOf(ipv4_); }

 private:
  const std::uint32_t ipv4_;
};

}  // namespace fanfare::core

#endif  // FANFARE_CORE_KEPT_ADDRESS_H_
