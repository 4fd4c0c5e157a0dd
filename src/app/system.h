// What the server asks of the system it runs on.

#ifndef FANFARE_APP_SYSTEM_H_
#define FANFARE_APP_SYSTEM_H_

#include <cstdint>
#include <string>

namespace fanfare::app {

// Raises the number of files the process may open as far as it may; returns what it came to.
std::uint64_t raiseFileLimit();

// Gives pages that malloc holds and nobody uses back to the system, where the C library can. Takes
// some milliseconds a hundred megabytes, in which allocations of other threads may wait.
void giveBackMemory();

// Tells systemd, where it started the process and asked for it (NOTIFY_SOCKET); "READY=1".
void notifySystemd(const std::string& state);

}  // namespace fanfare::app

#endif  // FANFARE_APP_SYSTEM_H_
