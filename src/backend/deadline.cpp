#include "backend/deadline.h"

#include <poll.h>

#include <algorithm>
#include <cerrno>

namespace fanfare::backend {

Result<void> waitFor(int fd, short events, Deadline deadline) {
  using std::chrono::milliseconds;
  for (;;) {
    const auto left = std::chrono::ceil<milliseconds>(deadline - std::chrono::steady_clock::now());
    if (left <= milliseconds::zero()) return Error{ErrorCode::kUnavailable, "no answer in time"};
    pollfd polled{fd, events, 0};
    const int ready = ::poll(&polled, 1, static_cast<int>(std::min<long>(left.count(), 1 << 30)));
    if (ready > 0) return {};
    if (ready < 0 && errno != EINTR) return Error{ErrorCode::kUnavailable, "poll failed"};
  }
}

}  // namespace fanfare::backend
