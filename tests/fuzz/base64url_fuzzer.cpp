// Whatever is decoded encodes to the text it came from: each token has one form only.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "foreign/base64url.h"
#include "fuzz/expect.h"
#include "support/tokens.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto bytes = fanfare::foreign::decodedBase64Url(text);
  if (bytes) fanfare::fuzzing::expect(fanfare::testing::base64Url(*bytes) == text, "one form");
  const auto plain = fanfare::foreign::decodedBase64(text);
  if (plain && *plain != bytes) {
    const auto end = text.find('=');
    std::string inUrls(text.substr(0, end));
    std::replace(inUrls.begin(), inUrls.end(), '+', '-');
    std::replace(inUrls.begin(), inUrls.end(), '/', '_');
    fanfare::fuzzing::expect(fanfare::testing::base64Url(*plain) == inUrls, "but for its padding");
  }
  return 0;
}
