// Whatever a header says, the client has an address, and no proxy's word goes beyond the last that
// is not trusted.
//
// The input: one byte, which header it is, and the value.

#include <cstddef>
#include <cstdint>
#include <string>

#include "fuzz/expect.h"
#include "http/client_address.h"

namespace {

using fanfare::addressIn;
using fanfare::AddressList;
using fanfare::Handshake;
using fanfare::fuzzing::expect;
using fanfare::http::clientAddressOf;

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string name = data[0] % 2 == 0 ? "X-Forwarded-For" : "Forwarded";
  const std::string value(reinterpret_cast<const char*>(data + 1), size - 1);
  const auto trusted = AddressList::parse("127.0.0.0/8, 10.0.0.0/8").value();
  Handshake handshake;
  handshake.peerAddress = "127.0.0.1";
  handshake.headers = {{name, value}};
  expect(addressIn(clientAddressOf(handshake, {trusted, name})).has_value(), "an address");

  const std::string last = name == "Forwarded" ? ", for=192.0.2.1" : ", 192.0.2.1";
  handshake.headers.push_back({name, last});
  expect(clientAddressOf(handshake, {trusted, name}) == "192.0.2.1", "the last one counts");
  return 0;
}
