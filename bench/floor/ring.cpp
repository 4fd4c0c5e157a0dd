#include "floor/ring.h"

#include <sys/socket.h>

#include <cerrno>

#include "support/process.h"

namespace fanfare::bench {

Ring::Ring(const FloorOptions& options) : options_(options) {
  io_uring_params parameters{};
  parameters.flags = IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN;
  const int made = io_uring_queue_init_params(options.ringSize, &ring_, &parameters);
  errno = -made;
  if (made < 0) die("io_uring");
  io_uring_register_ring_fd(&ring_);
  if (!options.usesFixedFiles) return;
  const auto files = static_cast<unsigned>(raiseDescriptorLimit());
  const int registered = io_uring_register_files_sparse(&ring_, files);
  errno = -registered;
  if (registered < 0) die("io_uring files");
}

void Ring::open(int fd) {
  if (!options_.usesFixedFiles) return;
  io_uring_register_files_update(&ring_, static_cast<unsigned>(fd), &fd, 1);
}

void Ring::close(int fd) {
  if (!options_.usesFixedFiles) return;
  const int none = -1;
  io_uring_register_files_update(&ring_, static_cast<unsigned>(fd), &none, 1);
}

void Ring::send(int fd, std::string_view bytes, const OnSent& onSent) {
  const auto index = static_cast<std::size_t>(fd);
  if (sent_.size() <= index) sent_.resize(index * 2 + 64);
  sent_[index] = bytes;
  io_uring_sqe* entry = io_uring_get_sqe(&ring_);
  io_uring_prep_send(entry, fd, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
  if (options_.usesFixedFiles) entry->flags |= IOSQE_FIXED_FILE;
  io_uring_sqe_set_data64(entry, index);
  if (++batch_ == options_.ringSize) flush(onSent);
}

void Ring::flush(const OnSent& onSent) {
  if (batch_ == 0) return;
  io_uring_submit_and_wait(&ring_, batch_);
  unsigned head = 0;
  unsigned seen = 0;
  io_uring_cqe* completion = nullptr;
  io_uring_for_each_cqe(&ring_, head, completion) {
    const auto index = static_cast<std::size_t>(completion->user_data);
    onSent(static_cast<int>(index), sent_[index], completion->res);
    ++seen;
  }
  io_uring_cq_advance(&ring_, seen);
  batch_ = 0;
}

}  // namespace fanfare::bench
