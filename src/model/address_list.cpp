#include "model/address_list.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>

#include "model/ascii.h"

namespace fanfare {
namespace {

constexpr unsigned kMappedBits = 96;  // of the prefix that IPv4 lies in
constexpr AddressBytes kMapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};

bool samePrefix(const AddressBytes& a, const AddressBytes& b, unsigned bits) {
  const unsigned bytes = bits / 8;
  if (!std::equal(a.begin(), a.begin() + bytes, b.begin())) return false;
  if (bits % 8 == 0) return true;
  return ((a[bytes] ^ b[bytes]) >> (8 - bits % 8)) == 0;
}

Error notAnAddress(std::string_view entry) {
  return {ErrorCode::kInvalidArgument,
          "'" + std::string(entry) + "' is neither an address nor a range of addresses"};
}

std::optional<unsigned> bitsIn(std::string_view text) {
  unsigned bits = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), bits);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return bits;
}

}  // namespace

std::optional<AddressBytes> addressIn(std::string_view text) {
  if (text.size() > 2 && text.front() == '[' && text.back() == ']') {
    text = text.substr(1, text.size() - 2);
  }
  const std::string terminated(text.substr(0, text.find('%')));

  AddressBytes bytes{};
  if (::inet_pton(AF_INET6, terminated.c_str(), bytes.data()) == 1) return bytes;
  bytes = kMapped;
  if (::inet_pton(AF_INET, terminated.c_str(), bytes.data() + kMappedBits / 8) == 1) return bytes;
  return std::nullopt;
}

std::string addressGroupOf(std::string_view address) {
  const auto bytes = addressIn(address);
  if (!bytes) return {};
  const auto v4 = bytes->begin() + kMappedBits / 8;
  const bool isV4 = std::equal(bytes->begin(), v4, kMapped.begin());
  return isV4 ? std::string(v4, bytes->end()) : std::string(bytes->begin(), bytes->begin() + 8);
}

Result<AddressList> AddressList::parse(std::string_view text) {
  AddressList list;
  while (!text.empty()) {
    const std::string_view entry = trimmed(takeUntil(',', text));
    if (entry.empty()) continue;
    if (auto added = list.add(entry); !added) return added.error();
  }
  return list;
}

AddressList AddressList::loopback() { return parse("127.0.0.0/8, ::1, unix").value(); }

AddressList AddressList::internal() {
  return parse(
             "10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, 100.64.0.0/10, 169.254.0.0/16, "
             "127.0.0.0/8, ::1, fc00::/7, fe80::/10, unix")
      .value();
}

Result<void> AddressList::add(std::string_view entry) {
  if (entry == kUnixPeer) {
    hasUnix_ = true;
    return {};
  }
  const auto slash = entry.find('/');
  const auto first = addressIn(entry.substr(0, slash));
  if (!first) return notAnAddress(entry);

  const bool isV6 = entry.find(':') != std::string_view::npos;
  unsigned bits = isV6 ? 128 : 32;
  if (slash != std::string_view::npos) {
    const auto given = bitsIn(entry.substr(slash + 1));
    if (!given || *given > bits) return notAnAddress(entry);
    bits = *given;
  }
  ranges_.push_back({*first, isV6 ? bits : bits + kMappedBits});
  return {};
}

bool AddressList::contains(std::string_view address) const {
  if (address == kUnixPeer) return hasUnix_;
  const auto bytes = addressIn(address);
  return bytes && std::any_of(ranges_.begin(), ranges_.end(), [&](const Range& range) {
           return samePrefix(range.first, *bytes, range.prefixBits);
         });
}

}  // namespace fanfare
