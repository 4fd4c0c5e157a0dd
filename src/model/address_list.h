#ifndef FANFARE_MODEL_ADDRESS_LIST_H_
#define FANFARE_MODEL_ADDRESS_LIST_H_

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fanfare/result.h"

namespace fanfare {

// A numeric address in its one form: IPv4 lies in ::ffff:0:0/96. Value type.
using AddressBytes = std::array<std::uint8_t, 16>;

// nullopt if `text` is no numeric address; brackets and a zone ("%eth0") are passed over.
std::optional<AddressBytes> addressIn(std::string_view text);

// Whose address counts as the same: an IPv4 address is one's own, of IPv6 everybody has a whole
// /64. A short key that is no text; empty if `address` is not numeric.
std::string addressGroupOf(std::string_view address);

// Addresses and ranges of them, such as those of the proxies whose word counts. Value type.
class AddressList {
 public:
  // What a peer on a Unix socket is called, in Handshake::peerAddress and in a list.
  static constexpr std::string_view kUnixPeer = "unix";

  // Contains nothing.
  AddressList() = default;

  // Numeric addresses ("192.0.2.1", "::1"), ranges ("10.0.0.0/8") and "unix", separated by commas.
  // Fails with kInvalidArgument, naming the entry.
  static Result<AddressList> parse(std::string_view text);

  // 127.0.0.0/8, ::1 and Unix sockets.
  static AddressList loopback();

  // Those that the public internet does not know: private, loopback, link-local, shared by
  // carriers, and Unix sockets.
  static AddressList internal();

  bool contains(std::string_view address) const;

 private:
  struct Range {
    AddressBytes first;
    unsigned prefixBits;
  };

  Result<void> add(std::string_view entry);

  std::vector<Range> ranges_;
  bool hasUnix_ = false;
};

}  // namespace fanfare

#endif  // FANFARE_MODEL_ADDRESS_LIST_H_
