// Flask's flask.json.tag: {" t": […]} is a tuple, {" u": hex} a UUID, {" m": text} a text with
// markup, {" d": date} a time, {" b": base64} bytes; {" di": {name + "__": …}} an object whose one
// member has such a name itself.

#include "sessions/flask_json.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>

#include "fanfare/utf8.h"

#include "foreign/base64url.h"

namespace fanfare::sessions {
namespace {

foreign::Value bytesOf(const foreign::Value& encoded) {
  auto bytes = foreign::decodedBase64(encoded.asText().value_or("-"));
  return bytes && isUtf8(*bytes) ? foreign::Value::ofText(*std::move(bytes)) : foreign::Value();
}

// What {tag: inner} stands for; nullopt if that is no tag.
std::optional<foreign::Value> untaggedMember(const std::string& tag, const foreign::Value& inner) {
  if (tag == " t" || tag == " u" || tag == " m" || tag == " d") return inner;
  if (tag == " b") return bytesOf(inner);
  const auto* members = tag == " di" ? inner.members() : nullptr;
  if (!members || members->size() != 1) return std::nullopt;
  const auto& [name, value] = members->front();
  return foreign::Value::ofObject(
      {{name.substr(0, name.size() - std::min<std::size_t>(2, name.size())), value}});
}

foreign::Value untagged(const foreign::Value& value) {
  if (const auto* elements = value.elements()) {
    foreign::Value::Array plain;
    for (const foreign::Value& one : *elements) plain.push_back(untagged(one));
    return foreign::Value::ofArray(std::move(plain));
  }
  const auto* members = value.members();
  if (!members) return value;
  foreign::Value::Object plain;
  for (const auto& [name, one] : *members) plain.emplace_back(name, untagged(one));
  if (plain.size() == 1) {
    auto whole = untaggedMember(plain.front().first, plain.front().second);
    if (whole) return *std::move(whole);
  }
  return foreign::Value::ofObject(std::move(plain));
}

}  // namespace

Result<foreign::Value> readFlaskJson(std::string_view text) {
  auto json = foreign::Value::parse(text);
  if (!json) return json;
  return untagged(*json);
}

}  // namespace fanfare::sessions
