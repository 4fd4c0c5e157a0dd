#include "http/returns.h"

#include <sys/eventfd.h>
#include <sys/uio.h>

#include <cstdlib>
#include <utility>

namespace fanfare::http {
namespace {

int opened() {
  const int fd = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (fd < 0) std::abort();  // out of descriptors or memory before the first client
  return fd;
}

void sendAtOnce(ServedRequest served) {
  iovec piece{served.unsent.data(), served.unsent.size()};
  (void)served.transport.send(&piece, 1);
  served.transport.endSending();
}

}  // namespace

Returns::Returns() : event_(opened()) {}

void Returns::put(ServedRequest served) {
  bool isFirst = false;
  {
    const MutexLock lock(mutex_);
    if (isClosed_) return sendAtOnce(std::move(served));
    isFirst = served_.empty();
    served_.push_back(std::move(served));
  }
  if (isFirst) wake();
}

std::vector<ServedRequest> Returns::take() {
  // Read before they are taken: who puts in between makes it readable again.
  eventfd_t ignored = 0;
  ::eventfd_read(event_.fd(), &ignored);
  std::vector<ServedRequest> served;
  const MutexLock lock(mutex_);
  served.swap(served_);
  return served;
}

void Returns::close() {
  const MutexLock lock(mutex_);
  isClosed_ = true;
  for (auto& served : std::exchange(served_, {})) sendAtOnce(std::move(served));
}

void Returns::wake() { ::eventfd_write(event_.fd(), 1); }

}  // namespace fanfare::http
