// A command is an array of bulk strings (https://redis.io/docs/reference/protocol-spec/):
//
//    *<number of arguments>\r\n  then for each  $<length>\r\n<bytes>\r\n

#include "redis/command.h"

#include <array>
#include <charconv>

namespace fanfare::redis {
namespace {

constexpr std::string_view kLineEnd = "\r\n";

}  // namespace

void Commands::add(std::initializer_list<std::string_view> arguments) {
  begin(arguments.size());
  for (const std::string_view bytes : arguments) argument(bytes);
}

void Commands::begin(std::size_t count) {
  header('*', count);
  ++count_;
}

void Commands::argument(std::string_view bytes) {
  header('$', bytes.size());
  bytes_ += bytes;
  bytes_ += kLineEnd;
}

void Commands::header(char type, std::size_t number) {
  std::array<char, 20> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  bytes_ += type;
  bytes_.append(digits.data(), end);
  bytes_ += kLineEnd;
}

}  // namespace fanfare::redis
