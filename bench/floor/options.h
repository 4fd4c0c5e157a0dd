#ifndef FANFARE_BENCH_FLOOR_OPTIONS_H_
#define FANFARE_BENCH_FLOOR_OPTIONS_H_

#include <cstddef>
#include <string>

namespace fanfare::bench {

struct FloorOptions {
  int port = 9000;
  std::string redisHost = "127.0.0.1";
  int redisPort = 6379;
  int threads = 1;
  std::string certificate;  // empty: no TLS
  std::string key;
  bool usesRing = false;
  bool usesFixedFiles = false;
  unsigned ringSize = 4096;
  std::size_t maxQueued = std::size_t{16} << 20;  // bytes for one slow socket
};

}  // namespace fanfare::bench

#endif  // FANFARE_BENCH_FLOOR_OPTIONS_H_
