#ifndef FANFARE_BENCH_FLOOR_REDIS_STREAM_H_
#define FANFARE_BENCH_FLOOR_REDIS_STREAM_H_

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "floor/options.h"

namespace fanfare::bench {

// A subscribed connection to Redis, read with as little work as possible. A lost connection ends
// the program.
class RedisStream {
 public:
  using OnMessage = std::function<void(std::string_view channel, std::string_view payload)>;

  explicit RedisStream(const FloorOptions& options);

  int fd() const { return fd_; }
  void command(std::string_view verb, std::string_view channel) const;

  // Reads all there is.
  void read(const OnMessage& onMessage);

 private:
  static const char* parse(const char* at, const char* end, const OnMessage& onMessage);

  int fd_;
  std::string unparsed_;
  std::vector<char> buffer_ = std::vector<char>(256u * 1024u);
};

}  // namespace fanfare::bench

#endif  // FANFARE_BENCH_FLOOR_REDIS_STREAM_H_
