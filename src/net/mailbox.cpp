#include "net/mailbox.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <utility>

namespace fanfare::net {
namespace {

int newEventFd() {
  const int fd = ::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
  if (fd < 0) {
    std::perror("fanfare: no eventfd for a mailbox");
    std::abort();
  }
  return fd;
}

}  // namespace

Mailbox::Mailbox() : wakeUp_(newEventFd()) {}

void Mailbox::post(Task task) {
  bool wasEmpty = false;
  {
    const MutexLock lock(mutex_);
    wasEmpty = tasks_.empty();
    tasks_.push_back(std::move(task));
  }
  if (!wasEmpty) return;
  // Fails only where the counter is full, and then the descriptor is readable as it is.
  const std::uint64_t one = 1;
  (void)!::write(fd(), &one, sizeof one);
}

void Mailbox::drain(std::vector<Task>& tasks) {
  // Read before the tasks are taken: who posts in between makes it readable again.
  std::uint64_t count = 0;
  (void)!::read(fd(), &count, sizeof count);
  const MutexLock lock(mutex_);
  tasks_.swap(tasks);
}

}  // namespace fanfare::net
