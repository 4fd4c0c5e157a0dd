#include "sessions/django_content.h"

#include <optional>
#include <string>
#include <utility>

#include "foreign/pickle.h"
#include "sessions/inflate.h"
#include "sessions/signed_cookie.h"

namespace fanfare::sessions {
namespace {

constexpr char kDeflated = 0x78;  // the first byte of zlib's format, as it is usually written

Error malformed(const char* why) { return {ErrorCode::kInvalidArgument, why}; }

}  // namespace

Result<foreign::Value> djangoContent(std::string_view bytes) {
  std::optional<std::string> text;
  if (!bytes.empty() && bytes.front() == kDeflated) {
    text = inflated(bytes, kMaxContentBytes);
    if (!text) return malformed("it is malformed or too large");
    bytes = *text;
  }
  const bool isJson = !bytes.empty() && bytes.front() == '{';
  auto content = isJson ? foreign::Value::parse(bytes) : foreign::readPickle(bytes);
  if (content && !content->isObject()) return malformed("it is no dict");
  return content;
}

}  // namespace fanfare::sessions
