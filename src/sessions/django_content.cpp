#include "sessions/django_content.h"

#include <optional>
#include <string>
#include <utility>

#include "sessions/inflate.h"
#include "sessions/signed_cookie.h"

namespace fanfare::sessions {
namespace {

constexpr char kDeflated = 0x78;  // the first byte of zlib's format, as it is usually written

Error malformed(const char* why) { return {ErrorCode::kInvalidArgument, why}; }

}  // namespace

Result<Value> djangoContent(std::string_view bytes) {
  std::optional<std::string> text;
  if (!bytes.empty() && bytes.front() == kDeflated) {
    text = inflated(bytes, kMaxContentBytes);
    if (!text) return malformed("it is malformed or too large");
    bytes = *text;
  }
  if (bytes.empty() || bytes.front() != '{') return malformed("it is not in JSON");
  return Value::parse(bytes);
}

}  // namespace fanfare::sessions
