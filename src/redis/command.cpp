// A command is an array of bulk strings (https://redis.io/docs/reference/protocol-spec/):
//
//    *<number of arguments>\r\n  then for each  $<length>\r\n<bytes>\r\n

#include "redis/command.h"

#include <algorithm>
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
  std::array<char, 1 + 20 + kLineEnd.size()> line;
  line.front() = type;
  char* const end = std::to_chars(line.data() + 1, line.data() + line.size(), number).ptr;
  bytes_.append(line.data(), std::copy(kLineEnd.begin(), kLineEnd.end(), end));
}

}  // namespace fanfare::redis
