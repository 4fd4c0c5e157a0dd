#include "core/kept_address.h"

#include <arpa/inet.h>

#include <array>
#include <cstring>
#include <string_view>

namespace fanfare::core {
namespace {

constexpr std::uint32_t kIsText = 0;
constexpr std::uint32_t kIsIpv6 = 1;

std::string writtenAs(int family, const void* address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  (void)::inet_ntop(family, address, text.data(), text.size());
  return text.data();
}

PackedBytes packedOf(std::string_view bytes) {
  return packed([bytes](Packing& packing) { packing.addBytes(bytes); });
}

}  // namespace

KeptAddress::KeptAddress(const std::string& text) {
  ipv4_ = ipv4In(text);
  if (ipv4_ != 0) return;
  in6_addr ipv6{};
  if (::inet_pton(AF_INET6, text.c_str(), &ipv6) == 1 && writtenAs(AF_INET6, &ipv6) == text) {
    packed_ = packedOf({reinterpret_cast<const char*>(&ipv6), sizeof ipv6});
    ipv4_ = kIsIpv6;
  } else if (!text.empty()) {
    packed_ = packedOf(text);
    ipv4_ = kIsText;
  }
}

std::string KeptAddress::text() const {
  if (packed_.size() == 0) return ipv4_ == 0 ? std::string() : textOf(ipv4_);
  return ipv4_ == kIsIpv6 ? writtenAs(AF_INET6, packed_.data()) : std::string(packed_.bytes());
}

std::uint32_t KeptAddress::ipv4In(const std::string& text) {
  in_addr ipv4{};
  if (::inet_pton(AF_INET, text.c_str(), &ipv4) != 1) return 0;
  return textOf(ipv4.s_addr) == text ? ipv4.s_addr : 0;
}

std::string KeptAddress::textOf(std::uint32_t ipv4) { return writtenAs(AF_INET, &ipv4); }

}  // namespace fanfare::core
