#include "sessions/sql/query.h"

#include <algorithm>
#include <cassert>

namespace fanfare::sessions::sql {
namespace {

bool isNameCharacter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '$';
}

}  // namespace

std::string placeholders(std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += i == 0 ? "?" : ", ?";
  return text;
}

bool isName(std::string_view name) {
  bool isInPart = false;
  for (const char c : name) {
    if (c != '.' && !isNameCharacter(c)) return false;
    if (c == '.' && !isInPart) return false;
    isInPart = c != '.';
  }
  return isInPart;
}

std::string quoted(Engine engine, std::string_view name) {
  assert(isName(name));
  const char quote = engine == Engine::kMysql ? '`' : '"';
  std::string text(1, quote);
  for (const char c : name) {
    if (c == '.') {
      text.append({quote, '.', quote});
    } else {
      text += c;
    }
  }
  return text + quote;
}

std::string asText(Engine engine, const std::string& expression) {
  const char* type = engine == Engine::kMysql ? "CHAR" : "VARCHAR";
  return "CAST(" + expression + " AS " + type + ")";
}

}  // namespace fanfare::sessions::sql
