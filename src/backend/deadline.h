#ifndef FANFARE_BACKEND_DEADLINE_H_
#define FANFARE_BACKEND_DEADLINE_H_

#include <chrono>

#include "fanfare/result.h"

namespace fanfare::backend {

// By when a question must be answered, whatever the backend does meanwhile.
using Deadline = std::chrono::steady_clock::time_point;

// Waits until one of `events`, as poll() names them, holds of `fd`. Fails with kUnavailable at the
// deadline.
Result<void> waitFor(int fd, short events, Deadline deadline);

}  // namespace fanfare::backend

#endif  // FANFARE_BACKEND_DEADLINE_H_
