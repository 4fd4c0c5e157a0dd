#include "errands.h"

#include <sys/eventfd.h>

#include <cerrno>
#include <system_error>
#include <utility>

namespace journal {
namespace {

int newEventFd() {
  const int fd = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (fd < 0) throw std::system_error(errno, std::generic_category(), "eventfd");
  return fd;
}

}  // namespace

Errands::Errands() : wakeUp_(newEventFd()) {}

bool Errands::add(Errand errand, std::size_t bytes) {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (bytes > 0 && bytes_ > 0 && bytes_ + bytes > kMaxBytes) return false;
    errands_.push_back(std::move(errand));
    bytes_ += bytes;
  }
  wake();
  return true;
}

std::vector<Errands::Errand> Errands::take() {
  const std::lock_guard<std::mutex> lock(mutex_);
  ::eventfd_t count = 0;
  if (!isFinished_) (void)::eventfd_read(wakeUp_.fd(), &count);
  bytes_ = 0;
  return std::exchange(errands_, {});
}

void Errands::finish() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    isFinished_ = true;
  }
  wake();
}

bool Errands::isFinished() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return isFinished_;
}

void Errands::wake() const { (void)::eventfd_write(wakeUp_.fd(), 1); }

}  // namespace journal
