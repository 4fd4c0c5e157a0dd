#include "net/outbox.h"

#include <sys/socket.h>
#include <sys/uio.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

namespace fanfare::net {
namespace {

constexpr std::size_t kMaxGather = 64;

iovec gatheredFrom(const Chunk& chunk) {
  // sendmsg() does not write through iov_base; the cast undoes the C signature only.
  return {const_cast<char*>(chunk.bytes().data()), chunk.size()};
}

}  // namespace

Enqueued Outbox::enqueue(Chunk chunk, std::size_t maxBytes) {
  const std::size_t size = chunk.size();
  if (pendingBytes_ > maxBytes || size > maxBytes - pendingBytes_) return Enqueued::kSlowConsumer;
  if (size == 0) return Enqueued::kAccepted;

  const bool wasEmpty = empty();
  pendingBytes_ += size;
  if (wasEmpty) {
    front_ = std::move(chunk);
    return Enqueued::kAccepted;
  }
  Chunk& last = rest_ ? rest_->back() : front_;
  if (last.join(chunk)) return Enqueued::kAccepted;
  if (!rest_) rest_ = std::make_unique<std::vector<Chunk>>();
  rest_->push_back(std::move(chunk));
  return Enqueued::kAccepted;
}

bool Outbox::flush(int fd) {
  while (!empty()) {
    std::array<iovec, kMaxGather> gather;
    std::size_t count = 0;
    gather[count++] = gatheredFrom(front_);
    const std::size_t behind = rest_ ? rest_->size() : 0;
    for (std::size_t i = 0; i < behind && count < kMaxGather; ++i) {
      gather[count++] = gatheredFrom((*rest_)[i]);
    }

    msghdr header{};
    header.msg_iov = gather.data();
    header.msg_iovlen = count;
    const ssize_t sent = ::sendmsg(fd, &header, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0) {
      if (errno == EINTR) continue;
      return errno == EAGAIN || errno == EWOULDBLOCK;
    }
    discardSent(static_cast<std::size_t>(sent));
  }
  return true;
}

void Outbox::discardUnbegun() {
  rest_.reset();
  if (!frontBegun_) front_ = Chunk();
  pendingBytes_ = front_.size();
}

void Outbox::discardSent(std::size_t sent) {
  pendingBytes_ -= sent;
  if (empty()) {
    front_ = Chunk();
    frontBegun_ = false;
    rest_.reset();
    return;
  }
  if (sent < front_.size()) {
    front_.removePrefix(sent);
    frontBegun_ = frontBegun_ || sent > 0;
    return;
  }
  sent -= front_.size();

  auto next = rest_->begin();
  for (; sent >= next->size(); ++next) sent -= next->size();
  front_ = std::move(*next);
  front_.removePrefix(sent);
  frontBegun_ = sent > 0;
  rest_->erase(rest_->begin(), next + 1);
  if (rest_->empty()) rest_.reset();
}

}  // namespace fanfare::net
