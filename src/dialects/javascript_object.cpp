#include "dialects/javascript_object.h"

#include <algorithm>
#include <cstdint>

#include "fanfare/utf8.h"

#include "dialects/json_reencoding.h"
#include "model/json_scanner.h"

namespace fanfare::dialects {
namespace {

constexpr std::uint32_t kReplacement = 0xFFFD;

bool isIn(std::string_view characters, char c) { return characters.find(c) != characters.npos; }

// How many levels deeper it leads.
int takeToken(JsonScanner& scanner) {
  const char first = scanner.next().value_or('\0');
  if (isIn("{[}],:", first)) {
    (void)scanner.take(first);
    return isIn("{[", first) ? 1 : isIn("}]", first) ? -1 : 0;
  }
  if (first == '"') {
    (void)scanner.takeString();
  } else if (!scanner.takeWord("true") && !scanner.takeWord("false") && !scanner.takeWord("null")) {
    (void)scanner.takeNumber();
  }
  return 0;
}

// Takes the next value, however deep it nests. REQUIRES: the text is JSON.
void skipValue(JsonScanner& scanner) {
  int depth = 0;
  do {
    depth += takeToken(scanner);
  } while (depth > 0);
}

std::string unescaped(std::string_view string) {
  std::string text;
  for (;;) {
    const std::size_t plain = std::min(string.find('\\'), string.size());
    text.append(string, 0, plain);
    string.remove_prefix(plain);
    if (string.empty()) return text;
    const std::uint32_t point = takeJsonEscape(string);
    appendUtf8(isSurrogate(point) ? kReplacement : point, text);
  }
}

}  // namespace

Result<JavaScriptObject> JavaScriptObject::parse(std::string_view json) {
  auto text = reencodedAsJavaScript(json);
  if (!text) return text.error();
  if (text->front() != '{') return Error{ErrorCode::kInvalidArgument, "no object"};
  return JavaScriptObject(std::move(text).value());
}

JavaScriptObject::JavaScriptObject(std::string text) : text_(std::move(text)) {
  JsonScanner scanner(text_);
  (void)scanner.take('{');
  while (scanner.next() == '"') {
    const std::size_t name = scanner.at() + 1;
    const std::size_t nameSize = scanner.takeString().value_or("").size();
    (void)scanner.take(':');
    const std::size_t value = scanner.at();
    skipValue(scanner);
    members_.push_back({{name, nameSize}, {value, scanner.at() - value}});
    (void)scanner.take(',');
  }
}

std::string_view JavaScriptObject::json(std::string_view name) const {
  const std::string_view text = text_;
  for (const auto& [itsName, value] : members_) {
    if (text.substr(itsName.first, itsName.second) == name) {
      return text.substr(value.first, value.second);
    }
  }
  return {};
}

std::string JavaScriptObject::text(std::string_view name) const {
  const std::string_view value = json(name);
  if (value.empty() || value.front() != '"') return {};
  return unescaped(value.substr(1, value.size() - 2));
}

bool isTrueToJavaScript(std::string_view json) {
  return !json.empty() && json != "false" && json != "null" && json != "0" && json != "\"\"";
}

}  // namespace fanfare::dialects
