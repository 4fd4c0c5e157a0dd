// PHP's serialize(), which is a prefix code; sizes are in bytes:
//
//    N;   b:1;   i:-5;   d:0.5;   d:INF;         null, bool, int, float
//    s:5:"bytes";                                text
//    a:2:{key value key value}                   array; a key is an i or an s
//    O:4:"Name":2:{key value key value}          object; "\0*\0key" is protected, "\0Name\0key"
//    private C:4:"Name":5:{bytes}                        object that wrote itself E:9:"Name:Case";
//    enum case R:3;   r:3;                                 the same as an earlier value
//
// and a session of it:
//
//    php             key "|" value key "|" value
//    php_serialize   one array
//    php_binary      size of the key, in a byte whose high bit does not count; key; value; ...

#include "foreign/php_serialization.h"

#include <charconv>
#include <cstddef>
#include <optional>
#include <string>
#include <unordered_set>
#include <utility>

#include "fanfare/utf8.h"

namespace fanfare::foreign {
namespace {

Value unsayable() { return Value::ofObject({}); }

// "private" and "protected" are marked by a class, or "*", between zeros.
std::string_view withoutVisibility(std::string_view key) {
  if (key.empty() || key.front() != '\0') return key;
  const auto end = key.find('\0', 1);
  return end == std::string_view::npos ? key : key.substr(end + 1);
}

// The members of an object, or the elements of what proves to be a list.
class Members {
 public:
  void add(std::string_view key, bool isIndex, Value value) {
    isList_ = isList_ && isIndex && key == std::to_string(count_);
    ++count_;
    if (!isUtf8(key) || !names_.emplace(key).second) return;
    members_.emplace_back(key, std::move(value));
  }
  bool has(std::string_view key) const { return names_.count(std::string(key)) > 0; }

  Value object() { return Value::ofObject(std::move(members_)); }
  Value array() {
    if (!isList_) return object();
    Value::Array elements;
    elements.reserve(members_.size());
    for (auto& [name, value] : members_) elements.push_back(std::move(value));
    return Value::ofArray(std::move(elements));
  }

 private:
  Value::Object members_;
  std::unordered_set<std::string> names_;
  std::size_t count_ = 0;
  bool isList_ = true;
};

// Takes what it expects from the front of the bytes, and tells of nothing else than failure.
class PhpReader {
 public:
  explicit PhpReader(std::string_view bytes) : bytes_(bytes) {}

  bool isAtEnd() const { return at_ == bytes_.size(); }
  std::size_t at() const { return at_; }
  std::string_view rest() const { return bytes_.substr(at_); }

  bool take(std::string_view expected) {
    if (rest().substr(0, expected.size()) != expected) return false;
    at_ += expected.size();
    return true;
  }

  std::optional<std::string_view> takeBytes(std::size_t size) {
    if (size > rest().size()) return std::nullopt;
    const auto taken = rest().substr(0, size);
    at_ += size;
    return taken;
  }

  // What stands before `end`, which is taken too.
  std::optional<std::string_view> takeUntil(char end) {
    const auto found = rest().find(end);
    if (found == std::string_view::npos) return std::nullopt;
    const auto taken = rest().substr(0, found);
    at_ += found + 1;
    return taken;
  }

  std::optional<Value> takeValue() {
    if (depth_ == kMaxPhpDepth) return std::nullopt;
    ++depth_;
    auto value = takeAnyValue();
    --depth_;
    return value;
  }

 private:
  std::optional<Value> takeAnyValue();
  std::optional<Value> takeScalar(char kind);
  std::optional<Value> takeCompound(char kind);
  std::optional<Value> takeArray();
  std::optional<Value> takeObject();
  std::optional<Value> takeSelfWritten();
  std::optional<Value> takeNamed();
  std::optional<std::size_t> takeSize(char end);
  std::optional<std::string_view> takeQuoted();
  bool takeMember(Members& members);
  std::optional<Members> takeMembers();

  const std::string_view bytes_;
  std::size_t at_ = 0;
  int depth_ = 0;
};

bool isInteger(std::string_view text) {
  if (!text.empty() && text.front() == '-') text.remove_prefix(1);
  const bool isPadded = text.size() > 1 && text.front() == '0';
  return !text.empty() && !isPadded &&
         text.find_first_not_of("0123456789") == std::string_view::npos;
}

std::optional<Value> floatIn(std::string_view text) {
  if (text == "INF" || text == "-INF" || text == "NAN") return unsayable();
  const auto number = Value::parse(text);
  if (!number || !number->asNumber()) return std::nullopt;
  return *number;
}

Value textOf(std::string_view bytes) {
  return isUtf8(bytes) ? Value::ofText(std::string(bytes)) : unsayable();
}

std::optional<Value> PhpReader::takeAnyValue() {
  if (take("N;")) return Value();
  const auto head = takeBytes(2);
  if (!head || (*head)[1] != ':') return std::nullopt;
  const char kind = head->front();
  return kind == 'b' || kind == 'i' || kind == 'd' || kind == 'R' || kind == 'r'
             ? takeScalar(kind)
             : takeCompound(kind);
}

std::optional<Value> PhpReader::takeScalar(char kind) {
  const auto text = takeUntil(';');
  if (!text) return std::nullopt;
  if (kind == 'd') return floatIn(*text);
  if (!isInteger(*text)) return std::nullopt;
  if (kind == 'i') return Value::ofNumber(std::string(*text));
  if (kind == 'R' || kind == 'r') return unsayable();
  if (*text != "0" && *text != "1") return std::nullopt;
  return Value::ofBoolean(*text == "1");
}

std::optional<Value> PhpReader::takeCompound(char kind) {
  switch (kind) {
    case 's': {
      const auto bytes = takeQuoted();
      return bytes && take(";") ? std::optional(textOf(*bytes)) : std::nullopt;
    }
    case 'a':
      return takeArray();
    case 'O':
      return takeObject();
    case 'C':
      return takeSelfWritten();
    case 'E':
      return takeQuoted() && take(";") ? std::optional(unsayable()) : std::nullopt;
    default:
      return std::nullopt;
  }
}

std::optional<Value> PhpReader::takeArray() {
  auto members = takeMembers();
  return members ? std::optional(members->array()) : std::nullopt;
}

std::optional<Value> PhpReader::takeObject() {
  if (!takeQuoted() || !take(":")) return std::nullopt;
  auto members = takeMembers();
  return members ? std::optional(members->object()) : std::nullopt;
}

std::optional<Value> PhpReader::takeSelfWritten() {
  if (!takeQuoted() || !take(":")) return std::nullopt;
  const auto size = takeSize(':');
  if (!size || !take("{") || !takeBytes(*size) || !take("}")) return std::nullopt;
  return unsayable();
}

std::optional<std::size_t> PhpReader::takeSize(char end) {
  const auto text = takeUntil(end);
  if (!text || !isInteger(*text)) return std::nullopt;
  std::size_t size = 0;
  const char* last = text->data() + text->size();
  const auto read = std::from_chars(text->data(), last, size);
  if (read.ec != std::errc() || read.ptr != last) return std::nullopt;
  return size;
}

std::optional<std::string_view> PhpReader::takeQuoted() {
  const auto size = takeSize(':');
  if (!size || !take("\"")) return std::nullopt;
  const auto bytes = takeBytes(*size);
  return take("\"") ? bytes : std::nullopt;
}

std::optional<Members> PhpReader::takeMembers() {
  const auto count = takeSize(':');
  if (!count || !take("{")) return std::nullopt;
  Members members;
  for (std::size_t i = 0; i < *count; ++i) {
    if (!takeMember(members)) return std::nullopt;
  }
  if (!take("}")) return std::nullopt;
  return members;
}

bool PhpReader::takeMember(Members& members) {
  const bool isIndex = take("i:");
  if (!isIndex && !take("s:")) return false;
  const auto key = isIndex ? takeUntil(';') : takeQuoted();
  if (!key || (isIndex ? !isInteger(*key) : !take(";"))) return false;
  auto value = takeValue();
  if (!value) return false;
  members.add(withoutVisibility(*key), isIndex, *std::move(value));
  return true;
}

std::optional<std::string_view> takeName(PhpReader& reader, PhpHandler handler) {
  if (handler == PhpHandler::kPhp) return reader.takeUntil('|');
  const auto size = reader.takeBytes(1);
  if (!size) return std::nullopt;
  return reader.takeBytes(static_cast<unsigned char>(size->front()) & 0x7FU);
}

// What one handler wrote must not be read as another's: what a visitor put into a text might then
// look like a variable. Before any text stands a character that no name holds here.
bool isName(std::string_view name) {
  return name.find_first_of("\";{}|") == std::string_view::npos;
}

std::optional<Value> takeVariables(PhpReader& reader, PhpHandler handler) {
  Members variables;
  while (!reader.isAtEnd()) {
    const auto name = takeName(reader, handler);
    if (!name || !isName(*name) || variables.has(*name)) return std::nullopt;
    auto value = reader.takeValue();
    if (!value) return std::nullopt;
    variables.add(*name, false, *std::move(value));
  }
  return variables.object();
}

std::optional<Value> takeOneArray(PhpReader& reader) {
  if (reader.isAtEnd()) return Value::ofObject({});
  if (reader.rest().substr(0, 2) != "a:") return std::nullopt;
  return reader.takeValue();
}

const char* nameOf(PhpHandler handler) {
  switch (handler) {
    case PhpHandler::kPhp:
      return "php";
    case PhpHandler::kPhpSerialize:
      return "php_serialize";
    case PhpHandler::kPhpBinary:
      return "php_binary";
  }
  return "";
}

// Empty unless the bytes begin as what is known and not read.
std::string foreignFormOf(std::string_view bytes) {
  constexpr std::string_view kZeros("\0\0\0", 3);
  constexpr std::string_view kZstandard = "\x28\xB5\x2F\xFD";
  if (bytes.size() >= 4 && bytes.substr(0, 3) == kZeros && (bytes[3] == 1 || bytes[3] == 2)) {
    return "it is written by igbinary, which is not read; set session.serialize_handler = php in "
           "PHP";
  }
  if (bytes.substr(0, kZstandard.size()) == kZstandard) {
    return "it is compressed, which is not read; set redis.session.compression = none in PHP";
  }
  return "";
}

}  // namespace

Result<Value> readPhpSession(std::string_view bytes, PhpHandler handler) {
  if (auto form = foreignFormOf(bytes); !form.empty()) {
    return Error{ErrorCode::kInvalidArgument, std::move(form)};
  }
  PhpReader reader(bytes);
  auto session =
      handler == PhpHandler::kPhpSerialize ? takeOneArray(reader) : takeVariables(reader, handler);
  if (session && reader.isAtEnd()) return *std::move(session);
  return Error{ErrorCode::kInvalidArgument,
               std::string("it is not what session.serialize_handler = ") + nameOf(handler) +
                   " writes, at byte " + std::to_string(reader.at())};
}

}  // namespace fanfare::foreign
