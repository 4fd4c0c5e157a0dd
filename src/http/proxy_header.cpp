// The PROXY protocol (haproxy.org, proxy-protocol.txt, 2.1 and 2.2):
//
//   1   "PROXY " ("TCP4" | "TCP6") SP source SP destination SP port SP port CRLF
//       "PROXY UNKNOWN" anything CRLF                            at most 107 bytes
//
//   2   0D 0A 0D 0A 00 0D 0A 51 55 49 54 0A    12 bytes
//       0x20 LOCAL | 0x21 PROXY                version and command
//       family: 0x1x IPv4, 0x2x IPv6, 0x3x Unix, 0x0x unspecified; transport: x1 stream
//       length of the rest, 2 bytes            addresses, ports, and TLVs, which are passed over

#include "http/proxy_header.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <optional>

#include "model/ascii.h"

namespace fanfare::http {
namespace {

constexpr std::string_view kTextBegin = "PROXY ";
constexpr std::size_t kMaxTextBytes = 107;
constexpr std::string_view kSignature("\r\n\r\n\0\r\nQUIT\n", 12);
constexpr std::size_t kFixedBytes = 16;      // of version 2
constexpr std::size_t kMaxRestBytes = 4096;  // of version 2, TLVs included

Error malformed(const char* why) { return {ErrorCode::kProtocolViolation, why}; }

bool isBeginOf(std::string_view whole, std::string_view bytes) {
  const std::size_t count = std::min(whole.size(), bytes.size());
  return whole.substr(0, count) == bytes.substr(0, count);
}

// Whether `text` is an address of the family, in the one form that inet_pton takes.
bool isAddress(int family, std::string_view text) {
  std::array<unsigned char, sizeof(in6_addr)> bytes;
  return ::inet_pton(family, std::string(text).c_str(), bytes.data()) == 1;
}

bool isPort(std::string_view text) {
  const bool isNumber = !text.empty() && text.size() <= 5 &&
                        text.find_first_not_of("0123456789") == std::string_view::npos;
  return isNumber && std::stoi(std::string(text)) <= 65535;
}

// REQUIRES: `line` is behind kTextBegin, without its end.
ProxyHeaderVerdict readText(std::string_view line) {
  const std::string_view protocol = takeUntil(' ', line);
  if (protocol == "UNKNOWN") return ProxyHeader{};
  if (protocol != "TCP4" && protocol != "TCP6") return malformed("an unknown protocol");
  const int family = protocol == "TCP4" ? AF_INET : AF_INET6;

  const std::string_view source = takeUntil(' ', line);
  const std::string_view destination = takeUntil(' ', line);
  const std::string_view sourcePort = takeUntil(' ', line);
  const bool isRight = isAddress(family, source) && isAddress(family, destination) &&
                       isPort(sourcePort) && isPort(line);
  if (!isRight) return malformed("addresses or ports that are none");
  return ProxyHeader{std::string(source)};
}

ProxyHeaderVerdict textVerdict(std::string_view bytes) {
  const auto end = bytes.find('\n');
  if (end == std::string_view::npos) {
    if (bytes.size() >= kMaxTextBytes) return malformed("a line that is too long");
    const std::size_t shortest = kTextBegin.size() + std::string_view("UNKNOWN\r\n").size();
    if (bytes.size() < shortest) return ProxyHeaderIncomplete{shortest - bytes.size()};
    return ProxyHeaderIncomplete{1, true};
  }
  if (bytes[end - 1] != '\r' || end + 1 != bytes.size()) return malformed("a bad end of line");
  return readText(bytes.substr(kTextBegin.size(), end - 1 - kTextBegin.size()));
}

std::size_t byteAt(std::string_view bytes, std::size_t at) {
  return static_cast<unsigned char>(bytes[at]);
}

template <typename Address>
ProxyHeaderVerdict readAddress(int family, std::string_view addresses) {
  if (addresses.size() < 2 * (sizeof(Address) + sizeof(in_port_t))) {
    return malformed("addresses that are cut off");
  }
  std::array<char, INET6_ADDRSTRLEN> text;
  ::inet_ntop(family, addresses.data(), text.data(), text.size());
  return ProxyHeader{text.data()};
}

ProxyHeaderVerdict binaryVerdict(std::string_view bytes) {
  if (bytes.size() < kFixedBytes) return ProxyHeaderIncomplete{kFixedBytes - bytes.size()};
  constexpr std::size_t kLocal = 0x20;
  constexpr std::size_t kProxy = 0x21;
  const std::size_t command = byteAt(bytes, 12);
  const std::size_t family = byteAt(bytes, 13) >> 4;
  const std::size_t transport = byteAt(bytes, 13) & 0xF;
  const std::size_t rest = byteAt(bytes, 14) << 8 | byteAt(bytes, 15);
  if (command != kLocal && command != kProxy) return malformed("an unknown version or command");
  if (rest > kMaxRestBytes) return malformed("a header that is too long");
  if (bytes.size() < kFixedBytes + rest) {
    return ProxyHeaderIncomplete{kFixedBytes + rest - bytes.size()};
  }

  const std::string_view addresses = bytes.substr(kFixedBytes);
  if (command == kLocal || family == 0 || family == 3) return ProxyHeader{};
  if (transport != 1) return malformed("a connection that is no stream");
  if (family == 1) return readAddress<in_addr>(AF_INET, addresses);
  if (family == 2) return readAddress<in6_addr>(AF_INET6, addresses);
  return malformed("an unknown family");
}

}  // namespace

ProxyHeaderVerdict proxyHeaderVerdict(std::string_view bytes) {
  if (bytes.empty()) return ProxyHeaderIncomplete{1};
  if (isBeginOf(kTextBegin, bytes)) return textVerdict(bytes);
  if (isBeginOf(kSignature, bytes)) return binaryVerdict(bytes);
  return malformed("no header of the PROXY protocol");
}

}  // namespace fanfare::http
