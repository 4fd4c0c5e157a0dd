// No token is good that was not signed with the secret; signed ones are read or refused. The first
// byte tells which: an odd one has the rest signed as claims.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "fuzz/expect.h"
#include "sessions/jwt.h"
#include "support/tokens.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace fanfare::sessions;
  if (size == 0) return 0;
  static const std::string kSecret(32, 's');
  static const auto kResolver = [] {
    JwtOptions options;
    options.query = "t";
    options.secret = kSecret;
    options.paths = {"sub", "groups", "sid"};
    return JwtResolver::make(options, [] { return std::chrono::system_clock::time_point(); })
        .value();
  }();
  const std::string text(reinterpret_cast<const char*>(data) + 1, size - 1);
  const bool isSigned = (data[0] & 1) != 0;
  fanfare::Handshake handshake;
  handshake.query = {
      {"t", isSigned ? fanfare::testing::tokenOf(R"({"alg":"HS256"})", text, kSecret) : text}};

  const auto identity = kResolver->resolve(handshake);
  fanfare::fuzzing::expect(identity.has_value(), "there is always an answer");
  fanfare::fuzzing::expect(isSigned || identity->isAnonymous(), "nobody forges a token");
  return 0;
}
