#ifndef FANFARE_BENCH_SUPPORT_PROCESS_H_
#define FANFARE_BENCH_SUPPORT_PROCESS_H_

#include <netinet/in.h>

#include <cstdint>
#include <string>

namespace fanfare::bench {

// Of CLOCK_MONOTONIC: comes out alike in all processes of one machine.
std::int64_t nowNs();

// User and system time of this process so far.
double cpuSeconds();

// As many descriptors as the hard limit allows; returns how many that is.
std::uint64_t raiseDescriptorLimit();

// Ends the program with errno's text and status 2.
[[noreturn]] void die(const std::string& what);

// Ends the program if `host` is neither an IPv4 address nor "localhost".
sockaddr_in addressOf(const std::string& host, int port);

void setNoDelay(int fd);

}  // namespace fanfare::bench

#endif  // FANFARE_BENCH_SUPPORT_PROCESS_H_
