#include "http/returns.h"

#include <sys/eventfd.h>

#include <cstdlib>
#include <utility>

namespace fanfare::http {
namespace {

int opened() {
  const int fd = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (fd < 0) std::abort();  // out of descriptors or memory before the first client
  return fd;
}

}  // namespace

Returns::Returns() : event_(opened()) {}

void Returns::put(ServedRequest served) {
  const MutexLock lock(mutex_);
  served_.push_back(std::move(served));
  if (served_.size() == 1) wake();
}

std::vector<ServedRequest> Returns::take() {
  std::vector<ServedRequest> served;
  const MutexLock lock(mutex_);
  served.swap(served_);
  eventfd_t ignored = 0;
  ::eventfd_read(event_.fd(), &ignored);
  return served;
}

void Returns::wake() { ::eventfd_write(event_.fd(), 1); }

}  // namespace fanfare::http
