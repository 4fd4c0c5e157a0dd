// Read as it asks to be, a header is read to its end and no further, whatever follows.
//
// The input: the bytes of a connection.

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <variant>

#include "fuzz/expect.h"
#include "http/proxy_header.h"
#include "model/address_list.h"

namespace {

using fanfare::addressIn;
using fanfare::Error;
using fanfare::fuzzing::expect;
using fanfare::http::ProxyHeader;
using fanfare::http::ProxyHeaderIncomplete;
using fanfare::http::proxyHeaderVerdict;

constexpr std::size_t kLongest = 16 + 4096;

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  std::size_t read = 0;
  for (;;) {
    const auto verdict = proxyHeaderVerdict(bytes.substr(0, read));
    if (const auto* error = std::get_if<Error>(&verdict)) {
      expect(!error->message.empty(), "an error says why");
      return 0;
    }
    if (const auto* header = std::get_if<ProxyHeader>(&verdict)) {
      expect(read > 0 && read <= kLongest, "a header has an end");
      const auto& client = header->clientAddress;
      expect(client.empty() || addressIn(client).has_value(), "a client has an address");
      return 0;
    }
    const auto& incomplete = std::get<ProxyHeaderIncomplete>(verdict);
    expect(incomplete.missing > 0, "something is missing");
    if (read + incomplete.missing > size) return 0;
    read += incomplete.missing;
  }
}
