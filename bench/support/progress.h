#ifndef FANFARE_BENCH_SUPPORT_PROGRESS_H_
#define FANFARE_BENCH_SUPPORT_PROGRESS_H_

#include <cstdint>
#include <string>

namespace fanfare::bench {

enum class Phase : std::uint64_t { kConnecting, kConnected, kFinished };

// How far wsload is, in a file that pubload and scripts map or read: four 64-bit numbers in the
// machine's byte order.
struct Progress {
  Phase phase;
  std::uint64_t connected;
  std::uint64_t failed;
  std::uint64_t delivered;  // numbered messages, of all clients together

  void enter(Phase next) { __atomic_store_n(&phase, next, __ATOMIC_RELEASE); }
  Phase now() const { return __atomic_load_n(&phase, __ATOMIC_ACQUIRE); }
  void setDelivered(std::uint64_t count) { __atomic_store_n(&delivered, count, __ATOMIC_RELAXED); }
  std::uint64_t deliveredSoFar() const { return __atomic_load_n(&delivered, __ATOMIC_RELAXED); }
};

// Mapped for the life of the process, all zero. Ends the program if that is not possible.
Progress& createProgress(const std::string& path);

// Waits up to ten seconds for somebody to create it, then ends the program.
const Progress& openProgress(const std::string& path);

}  // namespace fanfare::bench

#endif  // FANFARE_BENCH_SUPPORT_PROGRESS_H_
