#include "allocations/client_ends.h"

#include <cstddef>
#include <cstdint>

#include <cppunit/TestAssert.h>

namespace fanfare::testing {
namespace {

constexpr char kDeflatedText = '\xC1';  // FIN, RSV1 and the opcode
constexpr std::size_t kSizeFollows = 126;
constexpr std::size_t kMaxMessageBytes = 1u << 20;

std::size_t byteAt(std::string_view bytes, std::size_t at) {
  return static_cast<std::uint8_t>(bytes[at]);
}

// Takes the payload of the server's frame at the front of `bytes`, of less than 64 KiB.
std::string_view takePayload(std::string_view& bytes) {
  std::size_t headerSize = 2;
  std::size_t size = byteAt(bytes, 1);
  if (size == kSizeFollows) {
    headerSize = 4;
    size = (byteAt(bytes, 2) << 8) | byteAt(bytes, 3);
  }
  const std::string_view payload = bytes.substr(headerSize, size);
  bytes.remove_prefix(headerSize + size);
  return payload;
}

}  // namespace

std::string InflatingEnd::received() {
  std::string bytes = testing::received(socket_);
  if (bytes.rfind("HTTP/", 0) == 0) return bytes;

  std::string messages;
  std::string message;
  for (std::string_view rest = bytes; !rest.empty();) {
    CPPUNIT_ASSERT_EQUAL(kDeflatedText, rest.front());
    const auto inflated = inflater_.inflate(takePayload(rest), kMaxMessageBytes, message);
    CPPUNIT_ASSERT(inflated == ws::Inflated::kWhole);
    messages += message;
  }
  return messages;
}

}  // namespace fanfare::testing
