#include "core/waiting_queue.h"

#include <algorithm>

namespace fanfare::core {

void WaitingQueue::leave(Ticket ticket) {
  waiting_[firstFrom(ticket)].listener = {};
  ++holes_;
  if (holes_ * std::size_t{2} <= waiting_.size()) return;
  waiting_.erase(std::remove_if(waiting_.begin(), waiting_.end(), isHole), waiting_.end());
  holes_ = 0;
}

std::size_t WaitingQueue::firstFrom(Ticket ticket) const {
  const auto first =
      std::lower_bound(waiting_.begin(), waiting_.end(), ticket,
                       [](const Waiting& one, Ticket wanted) { return one.ticket < wanted; });
  return static_cast<std::size_t>(first - waiting_.begin());
}

void WaitingQueue::dropUpTo(Ticket ticket) {
  const auto end =
      std::upper_bound(waiting_.begin(), waiting_.end(), ticket,
                       [](Ticket wanted, const Waiting& one) { return wanted < one.ticket; });
  holes_ -= static_cast<std::uint32_t>(std::count_if(waiting_.begin(), end, isHole));
  waiting_.erase(waiting_.begin(), end);
}

}  // namespace fanfare::core
