#include "core/notice_batch.h"

#include <iterator>
#include <utility>

namespace fanfare::core {

void NoticeBatch::add(RouterNotice notice) {
  auto* live = std::get_if<Live>(&notice);
  auto* last = notices_.empty() ? nullptr : std::get_if<Live>(&notices_.back());
  if (!live || !last || live->channel != last->channel) {
    notices_.push_back(std::move(notice));
    return;
  }
  last->messages.insert(last->messages.end(), std::make_move_iterator(live->messages.begin()),
                        std::make_move_iterator(live->messages.end()));
}

std::vector<RouterNotice> NoticeBatch::take() { return std::exchange(notices_, {}); }

}  // namespace fanfare::core
