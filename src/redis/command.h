#ifndef FANFARE_REDIS_COMMAND_H_
#define FANFARE_REDIS_COMMAND_H_

#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>

namespace fanfare::redis {

// Commands in the form in which they are sent, one behind the other. Arguments go by length, so
// none can become another command. Value type.
class Commands {
 public:
  void add(std::initializer_list<std::string_view> arguments);

  // A command of `count` arguments, each of which is to be given to argument().
  void begin(std::size_t count);
  void argument(std::string_view bytes);

  const std::string& bytes() const { return bytes_; }
  std::size_t count() const { return count_; }  // and so many replies will come

 private:
  void header(char type, std::size_t number);

  std::string bytes_;
  std::size_t count_ = 0;
};

}  // namespace fanfare::redis

#endif  // FANFARE_REDIS_COMMAND_H_
