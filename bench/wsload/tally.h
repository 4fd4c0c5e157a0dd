#ifndef FANFARE_BENCH_WSLOAD_TALLY_H_
#define FANFARE_BENCH_WSLOAD_TALLY_H_

#include <cstdint>
#include <string>
#include <vector>

#include "wsload/histogram.h"
#include "wsload/options.h"
#include "wsload/sequence.h"

namespace fanfare::bench {

// What all clients together have met.
struct Tally {
  std::uint32_t started = 0;
  std::uint32_t opened = 0;
  std::uint32_t failed = 0;  // before they were open
  std::uint32_t closed = 0;  // after
  std::uint32_t slowOpened = 0;
  std::uint32_t done = 0;  // have all that is expected, or cannot get it

  std::uint64_t failedConnect = 0;
  std::uint64_t failedStatus = 0;
  std::uint64_t failedAccept = 0;
  std::uint64_t failedTimeout = 0;
  std::uint64_t failedEof = 0;

  std::uint64_t messages = 0;  // numbered ones
  std::uint64_t bytes = 0;
  std::uint64_t others = 0;  // greetings, heartbeats
  std::uint64_t pings = 0;
  std::uint64_t compressed = 0;  // messages that came so
  std::uint64_t sent = 0;        // by the clients
  std::uint32_t doneSending = 0;
  std::uint64_t protocolErrors = 0;
  Disorder disorder;

  std::int64_t begin = 0;
  std::int64_t allOpenAt = 0;  // 0: not yet
  std::int64_t firstMessageAt = 0;
  std::int64_t lastMessageAt = 0;
  double cpuWhenOpen = 0;
  Histogram latency;
  Histogram handshakes;
};

// How many messages each client got that reads and was open.
struct Shares {
  std::uint64_t least = 0;
  std::uint64_t most = 0;
  std::uint64_t missing = 0;  // of what was expected
};

// One line of JSON.
std::string reportOf(const LoadOptions& options, const Tally& tally, const Shares& shares);

}  // namespace fanfare::bench

#endif  // FANFARE_BENCH_WSLOAD_TALLY_H_
