// No cookie is good that was not encrypted with the secret; those that were are read or refused.
// The first byte tells which: an odd one has the rest encrypted, and a third bit puts it into an
// envelope.

#include <cstddef>
#include <cstdint>
#include <string>

#include "fuzz/expect.h"
#include "sessions/rails.h"
#include "support/rails_cookies.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace fanfare::sessions;
  namespace testing = fanfare::testing;
  if (size == 0) return 0;
  static const std::string kSecret(32, 's');
  static const auto kKey = testing::railsKeyOf(kSecret);
  static const auto kResolver = [] {
    RailsOptions options;
    options.jar = {"_s", {kSecret}, true};
    options.paths = {"u", "g", "", "a"};
    options.issuedPath = "t";
    return RailsCookieSessions::make(
               options,
               [] {
                 return std::chrono::system_clock::time_point(std::chrono::seconds(1'800'000'000));
               })
        .value();
  }();
  std::string text(reinterpret_cast<const char*>(data) + 1, size - 1);
  const bool isEncrypted = (data[0] & 1) != 0;
  const bool isEnveloped = (data[0] & 2) != 0;
  if (isEnveloped) text = testing::railsEnvelopeOf(text, R"(,"pur":"cookie._s")");
  fanfare::Handshake handshake;
  handshake.cookies = {{"_s", isEncrypted ? testing::railsCookieOf(text, kKey) : text}};

  const auto identity = kResolver->resolve(handshake);
  fanfare::fuzzing::expect(identity.has_value(), "there is always an answer");
  fanfare::fuzzing::expect(isEncrypted || identity->isAnonymous(), "nobody forges a cookie");
  fanfare::fuzzing::expect(identity->isAnonymous() || identity->anonymousBecause.empty(),
                           "who counts is not anonymous");
  return 0;
}
