#ifndef FANFARE_CORE_NOTICE_BATCH_H_
#define FANFARE_CORE_NOTICE_BATCH_H_

#include <vector>

#include "core/router_link.h"

namespace fanfare::core {

// The notices for one hub, collected during a turn of the router's reactor. Live messages of one
// channel that follow each other become one notice, so that a burst is one delivery to each
// subscriber; and so do local ones.
//
// Threads: confined to the router's reactor; what was taken goes where it likes.
class NoticeBatch {
 public:
  void add(RouterNotice notice);

  bool empty() const { return notices_.empty(); }

  // All of them, in order; the batch is empty afterwards.
  std::vector<RouterNotice> take();

 private:
  std::vector<RouterNotice> notices_;
};

}  // namespace fanfare::core

#endif  // FANFARE_CORE_NOTICE_BATCH_H_
