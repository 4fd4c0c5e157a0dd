#ifndef FANFARE_NET_MAILBOX_H_
#define FANFARE_NET_MAILBOX_H_

#include <functional>
#include <vector>

#include "model/mutex.h"
#include "net/descriptor.h"

namespace fanfare::net {

using Task = std::function<void()>;

// Tasks from other threads, in the order in which they were posted.
//
// Threads: post() from any; the rest from the thread that waits for fd().
class Mailbox {
 public:
  Mailbox();

  void post(Task task);

  // An eventfd, readable while tasks wait.
  int fd() const { return wakeUp_.fd(); }

  // Takes all tasks, and makes fd() unreadable. `tasks` lends its capacity to the tasks to come, so
  // that a mailbox that is emptied into the same vector again and again stops allocating.
  // REQUIRES: `tasks` is empty.
  void drain(std::vector<Task>& tasks);

 private:
  const Descriptor wakeUp_;
  Mutex mutex_;
  std::vector<Task> tasks_ FANFARE_GUARDED_BY(mutex_);
};

}  // namespace fanfare::net

#endif  // FANFARE_NET_MAILBOX_H_
