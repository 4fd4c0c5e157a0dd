#include "net/outbox.h"

#include <sys/uio.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <string>
#include <utility>

namespace fanfare::net {
namespace {

constexpr std::size_t kMaxGather = 64;
constexpr std::size_t kSmallBytes = 16 * 1024;
constexpr std::size_t kMaxSmall = 16;

iovec gatheredFrom(const Chunk& chunk) {
  // sendmsg() does not write through iov_base; the cast undoes the C signature only.
  return {const_cast<char*>(chunk.bytes().data()), chunk.size()};
}

}  // namespace

Enqueued Outbox::enqueue(Chunk chunk, std::size_t maxBytes) {
  const std::size_t size = chunk.size();
  const std::size_t held = pendingBytes_ + (rest_ ? rest_->size() * sizeof(Chunk) : 0);
  if (held > maxBytes || size > maxBytes - held) return Enqueued::kSlowConsumer;
  if (size == 0) return Enqueued::kAccepted;

  const bool wasEmpty = empty();
  pendingBytes_ += size;
  if (wasEmpty) {
    front_ = std::move(chunk);
    return Enqueued::kAccepted;
  }
  if (!last().join(chunk)) append(std::move(chunk));
  return Enqueued::kAccepted;
}

void Outbox::append(Chunk chunk) {
  if (!rest_) rest_ = std::make_unique<Rest>();
  if (chunk.size() < kSmallBytes && ++rest_->small > kMaxSmall) copySmallTogether();
  rest_->chunks.push_back(std::move(chunk));
}

void Outbox::copySmallTogether() {
  rest_->small = 0;
  std::vector<Chunk>& chunks = rest_->chunks;
  std::size_t begin = chunks.size();
  while (begin > rest_->first && chunks[begin - 1].size() < kSmallBytes) --begin;
  if (chunks.size() - begin < 2) return;

  std::string together;
  for (std::size_t i = begin; i < chunks.size(); ++i) together += chunks[i].bytes();
  chunks.resize(begin);
  chunks.emplace_back(std::move(together));
}

bool Outbox::flush(Transport& transport) {
  if (empty()) return transport.flush();
  while (!empty()) {
    std::size_t offered = 0;
    const ssize_t result = sendSome(transport, offered);
    if (result < 0) {
      if (errno == EINTR) continue;
      return errno == EAGAIN || errno == EWOULDBLOCK;
    }
    const auto sent = static_cast<std::size_t>(result);
    discardSent(sent);
    if (sent < offered) return true;
  }
  return true;
}

void Outbox::discardUnbegun() {
  rest_.reset();
  if (!frontBegun_) front_ = Chunk();
  pendingBytes_ = front_.size();
}

ssize_t Outbox::sendSome(Transport& transport, std::size_t& offered) const {
  offered = front_.size();
  iovec front = gatheredFrom(front_);
  if (!rest_) return transport.send(&front, 1);

  std::array<iovec, kMaxGather> gather;
  std::size_t count = 0;
  gather[count++] = front;
  for (std::size_t i = rest_->first; i < rest_->chunks.size() && count < kMaxGather; ++i) {
    offered += rest_->chunks[i].size();
    gather[count++] = gatheredFrom(rest_->chunks[i]);
  }
  return transport.send(gather.data(), count);
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

  std::vector<Chunk>& chunks = rest_->chunks;
  for (; sent >= chunks[rest_->first].size(); ++rest_->first) {
    sent -= chunks[rest_->first].size();
    chunks[rest_->first] = Chunk();
  }
  front_ = std::move(chunks[rest_->first++]);
  front_.removePrefix(sent);
  frontBegun_ = sent > 0;
  if (rest_->size() == 0) {
    rest_.reset();
  } else if (rest_->first > chunks.size() / 2) {
    chunks.erase(chunks.begin(), chunks.begin() + static_cast<std::ptrdiff_t>(rest_->first));
    rest_->first = 0;
  }
}

std::unique_ptr<Outbox> SpareOutboxes::take() {
  if (spare_.empty()) return std::make_unique<Outbox>();
  auto outbox = std::move(spare_.back());
  spare_.pop_back();
  return outbox;
}

void SpareOutboxes::giveBack(std::unique_ptr<Outbox> outbox) {
  if (spare_.size() < kKept) spare_.push_back(std::move(outbox));
}

}  // namespace fanfare::net
