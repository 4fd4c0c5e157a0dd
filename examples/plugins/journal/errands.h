#ifndef JOURNAL_ERRANDS_H_
#define JOURNAL_ERRANDS_H_

#include <cstddef>
#include <functional>
#include <mutex>
#include <vector>

#include "journal.h"

namespace journal {

// What one thread asks another to do, in order, and within bounds.
//
// Threads: safe from any.
class Errands {
 public:
  using Errand = std::function<void()>;

  Errands();

  // False, and nothing is done, if it has a size, and that many bytes more would be too much to
  // wait.
  [[nodiscard]] bool add(Errand errand, std::size_t bytes);

  // Takes all there are, and makes fd() unreadable.
  std::vector<Errand> take();

  // Readable while errands wait, and from finish() on.
  int fd() const { return wakeUp_.fd(); }

  void finish();
  bool isFinished() const;

 private:
  static constexpr std::size_t kMaxBytes = std::size_t{64} << 20;

  void wake() const;

  const Descriptor wakeUp_;
  mutable std::mutex mutex_;
  // Under mutex_.
  std::vector<Errand> errands_;
  std::size_t bytes_ = 0;  // of errands_
  bool isFinished_ = false;
};

}  // namespace journal

#endif  // JOURNAL_ERRANDS_H_
