// No stored text is believed that was not signed with the secret; what is signed is read or
// refused. The first byte tells which: an odd one has the rest taken for what was signed.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "fuzz/expect.h"
#include "sessions/django_content.h"
#include "sessions/django_signing.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace fanfare::sessions;
  if (size == 0) return 0;
  static const DjangoText kText({"secret", {"former"}, {Digest::kSha256, Digest::kSha1}});
  const std::string_view rest(reinterpret_cast<const char*>(data) + 1, size - 1);
  if ((data[0] & 1) == 0) {
    fanfare::fuzzing::expect(!kText.read(rest).has_value(), "nobody forges a session");
    return 0;
  }
  const auto content = djangoContent(rest);
  fanfare::fuzzing::expect(!content || content->isObject(), "a session is an object");
  return 0;
}
