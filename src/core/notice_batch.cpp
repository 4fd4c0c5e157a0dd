#include "core/notice_batch.h"

#include <iterator>
#include <utility>

namespace fanfare::core {
namespace {

// Both being a `Notice` of one channel, whether `last` took in what `notice` holds.
template <typename Notice>
bool isTakenIn(RouterNotice& notice, RouterNotice& last) {
  auto* const from = std::get_if<Notice>(&notice);
  auto* const to = std::get_if<Notice>(&last);
  if (!from || !to || from->channel != to->channel) return false;
  to->messages.insert(to->messages.end(), std::make_move_iterator(from->messages.begin()),
                      std::make_move_iterator(from->messages.end()));
  return true;
}

}  // namespace

void NoticeBatch::add(RouterNotice notice) {
  const bool isTaken = !notices_.empty() && (isTakenIn<Live>(notice, notices_.back()) ||
                                             isTakenIn<Local>(notice, notices_.back()));
  if (!isTaken) notices_.push_back(std::move(notice));
}

std::vector<RouterNotice> NoticeBatch::take() { return std::exchange(notices_, {}); }

}  // namespace fanfare::core
