#ifndef FANFARE_BENCH_WSLOAD_INFLATER_H_
#define FANFARE_BENCH_WSLOAD_INFLATER_H_

#include <zlib.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fanfare::bench {

// Reads messages of permessage-deflate (RFC 7692) whose sender keeps nothing from one to the next,
// so that all clients share it.
class Inflater {
 public:
  Inflater();
  ~Inflater();
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  // Valid until the next call; nullopt if `message` is no such message, or larger than a mebibyte.
  std::optional<std::string_view> inflate(std::string_view message);

 private:
  z_stream stream_{};
  std::string input_;
  std::vector<char> output_ = std::vector<char>(std::size_t{1} << 20);
};

}  // namespace fanfare::bench

#endif  // FANFARE_BENCH_WSLOAD_INFLATER_H_
