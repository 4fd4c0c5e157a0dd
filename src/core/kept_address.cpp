#include "core/kept_address.h"

#include <arpa/inet.h>

#include <array>
#include <charconv>
#include <cstring>
#include <string_view>

namespace fanfare::core {
namespace {

constexpr std::uint32_t kIsText = 0;
constexpr std::uint32_t kIsIpv6 = 1;

std::string ipv6Of(const void* address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  (void)::inet_ntop(AF_INET6, address, text.data(), text.size());
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
  if (::inet_pton(AF_INET6, text.c_str(), &ipv6) == 1 && ipv6Of(&ipv6) == text) {
    packed_ = packedOf({reinterpret_cast<const char*>(&ipv6), sizeof ipv6});
    ipv4_ = kIsIpv6;
  } else if (!text.empty()) {
    packed_ = packedOf(text);
    ipv4_ = kIsText;
  }
}

std::string KeptAddress::text() const {
  if (packed_.size() == 0) return ipv4_ == 0 ? std::string() : textOf(ipv4_);
  return ipv4_ == kIsIpv6 ? ipv6Of(packed_.data()) : std::string(packed_.bytes());
}

std::uint32_t KeptAddress::ipv4In(const std::string& text) {
  std::array<std::uint8_t, sizeof(std::uint32_t)> parts{};
  const char* at = text.data();
  const char* const end = at + text.size();
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i > 0 && (at == end || *at++ != '.')) return 0;
    const auto [behind, error] = std::from_chars(at, end, parts.at(i));
    const bool hasLeadingZero = behind - at > 1 && *at == '0';
    if (error != std::errc() || hasLeadingZero) return 0;
    at = behind;
  }
  if (at != end) return 0;
  std::uint32_t ipv4 = 0;
  std::memcpy(&ipv4, parts.data(), sizeof ipv4);
  return ipv4;
}

std::string KeptAddress::textOf(std::uint32_t ipv4) {
  std::array<std::uint8_t, sizeof ipv4> parts;
  std::memcpy(parts.data(), &ipv4, sizeof ipv4);
  std::array<char, INET_ADDRSTRLEN> text;
  char* end = text.data();
  for (const std::uint8_t part : parts) {
    if (end != text.data()) *end++ = '.';
    end = std::to_chars(end, text.data() + text.size(), part).ptr;
  }
  return {text.data(), end};
}

}  // namespace fanfare::core
