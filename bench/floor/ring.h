#ifndef FANFARE_BENCH_FLOOR_RING_H_
#define FANFARE_BENCH_FLOOR_RING_H_

#include <liburing.h>

#include <functional>
#include <string_view>
#include <vector>

#include "floor/options.h"

namespace fanfare::bench {

// Sends through io_uring, many a system call. Each send is tried at once and never waits, so the
// bytes are free again when flush() returns.
class Ring {
 public:
  using OnSent = std::function<void(int fd, std::string_view bytes, int result)>;

  explicit Ring(const FloorOptions& options);

  void open(int fd);
  void close(int fd);

  void send(int fd, std::string_view bytes, const OnSent& onSent);
  void flush(const OnSent& onSent);

 private:
  const FloorOptions& options_;
  io_uring ring_{};
  unsigned batch_ = 0;
  std::vector<std::string_view> sent_;  // by descriptor, while a batch is under way
};

}  // namespace fanfare::bench

#endif  // FANFARE_BENCH_FLOOR_RING_H_
