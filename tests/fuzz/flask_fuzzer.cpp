// No cookie is good that was not signed with the secret key; signed ones are read or refused. The
// first byte tells which: an odd one has the rest signed as a session, of two forms.

#include <cstddef>
#include <cstdint>
#include <string>

#include "fuzz/expect.h"
#include "sessions/flask.h"
#include "support/tokens.h"

namespace {

using namespace fanfare::sessions;

FlaskOptions options() {
  FlaskOptions options;
  options.cookie = "session";
  options.secretKey = "secret";
  options.salt = "cookie-session";
  options.maxAge = std::chrono::seconds(100);
  options.isKeySigned = true;
  options.paths = {"_user_id", "groups", "", "profile"};
  return options;
}

std::string sealed(const std::string& content, bool isDeflated) {
  static const auto kKey = hmacOf(Digest::kSha1, "secret", "cookie-session");
  const auto text = (isDeflated ? "." : "") + fanfare::testing::base64Url(content) + ".D0JA";
  return text + "." + fanfare::testing::base64Url(hmacOf(Digest::kSha1, kKey, text));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  static const auto kResolver =
      FlaskResolver::make(options(), [] {
        return std::chrono::system_clock::time_point(std::chrono::seconds(1'000'000));
      }).value();
  static const SessionFormat kStored = flaskSessionFormat(options()).value();
  const std::string text(reinterpret_cast<const char*>(data) + 1, size - 1);
  const bool isSigned = (data[0] & 1) != 0;
  fanfare::Handshake handshake;
  handshake.cookies = {{"session", isSigned ? sealed(text, (data[0] & 2) != 0) : text}};

  const auto identity = kResolver->resolve(handshake);

  fanfare::fuzzing::expect(identity.has_value(), "there is always an answer");
  fanfare::fuzzing::expect(isSigned || identity->isAnonymous(), "nobody forges a cookie");
  fanfare::fuzzing::expect(!kStored.keyIn(text), "nobody forges a key");
  (void)kStored.read(text);
  return 0;
}
