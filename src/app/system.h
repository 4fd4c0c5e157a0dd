// What the server asks of the system it runs on.

#ifndef FANFARE_APP_SYSTEM_H_
#define FANFARE_APP_SYSTEM_H_

#include <cstdint>
#include <string>

namespace fanfare::app {

// Raises the number of files the process may open as far as it may; returns what it came to.
std::uint64_t raiseFileLimit();

// Has malloc() share as many arenas as there are processors, two at least, among all threads, in
// place of eight times as many: each keeps pages for the sake of a few blocks. Without effect where
// the environment says how many (MALLOC_ARENA_MAX, GLIBC_TUNABLES). To be called before there are
// threads.
void shareArenas();

// Gives pages that malloc holds and nobody uses back to the system, where the C library can. Takes
// some milliseconds a hundred megabytes, in which allocations of other threads may wait.
void giveBackMemory();

// Tells systemd, where it started the process and asked for it (NOTIFY_SOCKET); "READY=1".
void notifySystemd(const std::string& state);

}  // namespace fanfare::app

#endif  // FANFARE_APP_SYSTEM_H_
