// Any bytes are read or refused, by each handler; what is read is no larger than they are. The
// first byte chooses the handler.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "foreign/php_serialization.h"
#include "fuzz/expect.h"
#include "sessions/identity_paths.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace fanfare::foreign;
  if (size == 0) return 0;
  constexpr PhpHandler kHandlers[] = {PhpHandler::kPhp, PhpHandler::kPhpSerialize,
                                      PhpHandler::kPhpBinary};
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  const auto session = readPhpSession(bytes, kHandlers[data[0] % 3]);
  if (!session) {
    fanfare::fuzzing::expect(!session.error().message.empty(), "a refusal says why");
    return 0;
  }
  const auto identity = fanfare::sessions::identityIn(*session, {"u", "g", "a.0.s", "a"});
  if (!identity) return 0;
  fanfare::fuzzing::expect(identity->user.size() <= size, "no name is longer than the session");
  fanfare::fuzzing::expect(bytes.find(identity->user) != std::string_view::npos,
                           "a name stands in the session");
  return 0;
}
