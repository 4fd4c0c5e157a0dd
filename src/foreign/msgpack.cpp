// https://github.com/msgpack/msgpack/blob/master/spec.md: a byte that tells the type, and either
// holds the value or its size or has it in the bytes behind; all numbers most significant byte
// first.
//
//   00..7f  whole number    c0      nil             ca cb    float of 4, 8 bytes
//   80..8f  map             c2 c3   false, true     cc..cf   unsigned of 1, 2, 4, 8 bytes
//   90..9f  array           c4..c6  binary          d0..d3   signed of 1, 2, 4, 8 bytes
//   a0..bf  text            c7..c9  extension       d9..db   text
//   e0..ff  -32..-1         d4..d8  extension       dc dd    array     de df    map

#include "foreign/msgpack.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <unordered_set>
#include <utility>

#include "fanfare/utf8.h"

namespace fanfare::foreign {
namespace {

class MsgpackReader {
 public:
  explicit MsgpackReader(std::string_view bytes) : rest_(bytes) {}

  Value read();

  const char* error() const { return error_; }  // null pointer: none
  bool isAtEnd() const { return rest_.empty(); }

 private:
  Value fail(const char* why);
  std::uint64_t takeNumber(std::size_t size);
  std::string_view take(std::uint64_t size);

  Value readSized(std::uint8_t type);
  Value readFixed(std::uint8_t type);
  Value readSigned(std::size_t size);
  Value readFloat(std::size_t size);
  Value readText(std::uint64_t size);
  Value readBinary(std::uint64_t size);
  Value readExtension(std::uint64_t size);
  Value readArray(std::uint64_t count);
  Value readMap(std::uint64_t count);
  bool enter(std::uint64_t leastBytes);

  std::string_view rest_;
  std::size_t values_ = 0;
  int depth_ = 0;
  const char* error_ = nullptr;
};

template <typename Number>
Value numberOf(Number number) {
  std::array<char, 32> digits{};
  const auto written = std::to_chars(digits.data(), digits.data() + digits.size(), number);
  return Value::ofNumber(std::string(digits.data(), written.ptr));
}

Value MsgpackReader::fail(const char* why) {
  if (!error_) error_ = why;
  return {};
}

std::string_view MsgpackReader::take(std::uint64_t size) {
  if (size > rest_.size()) {
    (void)fail("it is cut");
    return {};
  }
  const std::string_view taken = rest_.substr(0, size);
  rest_.remove_prefix(size);
  return taken;
}

std::uint64_t MsgpackReader::takeNumber(std::size_t size) {
  std::uint64_t number = 0;
  for (const char c : take(size)) number = number << 8 | static_cast<unsigned char>(c);
  return number;
}

Value MsgpackReader::read() {
  if (++values_ > kMaxMsgpackValues) return fail("it holds too many values");
  const auto type = static_cast<std::uint8_t>(takeNumber(1));
  if (error_) return {};
  if (type < 0x80) return numberOf(unsigned{type});
  if (type < 0x90) return readMap(type & 0x0FU);
  if (type < 0xA0) return readArray(type & 0x0FU);
  if (type < 0xC0) return readText(type & 0x1FU);
  if (type >= 0xE0) return numberOf(int{type} - 0x100);
  return type < 0xCA || type > 0xD8 ? readSized(type) : readFixed(type);
}

// Types that are followed by a size or by nothing.
Value MsgpackReader::readSized(std::uint8_t type) {
  switch (type) {
    case 0xC0:
      return {};
    case 0xC2:
      return Value::ofBoolean(false);
    case 0xC3:
      return Value::ofBoolean(true);
    case 0xC4:
      return readBinary(takeNumber(1));
    case 0xC5:
      return readBinary(takeNumber(2));
    case 0xC6:
      return readBinary(takeNumber(4));
    case 0xC7:
      return readExtension(takeNumber(1));
    case 0xC8:
      return readExtension(takeNumber(2));
    case 0xC9:
      return readExtension(takeNumber(4));
    case 0xD9:
      return readText(takeNumber(1));
    case 0xDA:
      return readText(takeNumber(2));
    case 0xDB:
      return readText(takeNumber(4));
    case 0xDC:
      return readArray(takeNumber(2));
    case 0xDD:
      return readArray(takeNumber(4));
    case 0xDE:
      return readMap(takeNumber(2));
    case 0xDF:
      return readMap(takeNumber(4));
    default:
      return fail("it holds a type that there is not");
  }
}

// Types whose size they tell.
Value MsgpackReader::readFixed(std::uint8_t type) {
  const auto sizeFrom = [type](std::uint8_t first) { return std::size_t{1} << (type - first); };
  if (type <= 0xCB) return readFloat(type == 0xCA ? 4 : 8);
  if (type <= 0xCF) return numberOf(takeNumber(sizeFrom(0xCC)));
  if (type <= 0xD3) return readSigned(sizeFrom(0xD0));
  return readExtension(sizeFrom(0xD4));
}

Value MsgpackReader::readSigned(std::size_t size) {
  const std::uint64_t bits = takeNumber(size);
  switch (size) {
    case 1:
      return numberOf(static_cast<std::int8_t>(bits));
    case 2:
      return numberOf(static_cast<std::int16_t>(bits));
    case 4:
      return numberOf(static_cast<std::int32_t>(bits));
    default:
      return numberOf(static_cast<std::int64_t>(bits));
  }
}

Value MsgpackReader::readFloat(std::size_t size) {
  const std::uint64_t bits = takeNumber(size);
  double number = 0;
  if (size == 4) {
    const auto half = static_cast<std::uint32_t>(bits);
    float single = 0;
    std::memcpy(&single, &half, sizeof single);
    number = single;
  } else {
    std::memcpy(&number, &bits, sizeof number);
  }
  return std::isfinite(number) ? numberOf(number) : Value();
}

Value MsgpackReader::readText(std::uint64_t size) {
  const std::string_view text = take(size);
  if (!isUtf8(text)) return fail("a text in it is no UTF-8");
  return Value::ofText(std::string(text));
}

Value MsgpackReader::readBinary(std::uint64_t size) {
  const std::string_view bytes = take(size);
  return isUtf8(bytes) ? Value::ofText(std::string(bytes)) : Value();
}

Value MsgpackReader::readExtension(std::uint64_t size) {
  (void)take(1);  // which one
  (void)take(size);
  return {};
}

// Before anything is made of a size that the bytes claim.
bool MsgpackReader::enter(std::uint64_t leastBytes) {
  if (leastBytes > rest_.size()) (void)fail("it is cut");
  if (++depth_ > kMaxMsgpackDepth) (void)fail("it is nested too deeply");
  return !error_;
}

Value MsgpackReader::readArray(std::uint64_t count) {
  if (!enter(count)) return {};
  Value::Array elements;
  for (; count > 0 && !error_; --count) elements.push_back(read());
  --depth_;
  return Value::ofArray(std::move(elements));
}

Value MsgpackReader::readMap(std::uint64_t count) {
  if (!enter(2 * count)) return {};
  Value::Object members;
  std::unordered_set<std::string> names;
  for (; count > 0 && !error_; --count) {
    auto name = read().asName();
    Value member = read();
    if (!name) continue;
    if (!names.insert(*name).second) return fail("a member is there twice");
    members.emplace_back(*std::move(name), std::move(member));
  }
  --depth_;
  return Value::ofObject(std::move(members));
}

}  // namespace

Result<Value> readMsgpack(std::string_view bytes) {
  MsgpackReader reader(bytes);
  Value value = reader.read();
  const char* error = reader.error();
  if (!error && !reader.isAtEnd()) error = "more follows it";
  if (error) return Error{ErrorCode::kInvalidArgument, error};
  return value;
}

}  // namespace fanfare::foreign
