#ifndef FANFARE_BENCH_PUBLOAD_PUBLISHING_H_
#define FANFARE_BENCH_PUBLOAD_PUBLISHING_H_

#include <poll.h>

#include <cstdint>
#include <string>
#include <vector>

#include "pubload/link.h"
#include "pubload/options.h"
#include "support/progress.h"

namespace fanfare::bench {

// Sends the messages: on schedule (a rate), or as the window of messages under way allows. Under
// way is what is not acknowledged and, where wsload's progress is known, what is not delivered.
class Publishing {
 public:
  explicit Publishing(const PublishOptions& options);

  void run();

  // One line of JSON.
  std::string report() const;
  bool succeeded() const { return answers_.errors == 0 && acknowledged_ == options_.messages; }

 private:
  enum class Next { kSend, kWaitForSchedule, kWaitForAnswers, kWaitForDelivery };

  void waitForClients() const;
  std::uint64_t delivered() const;
  std::int64_t dueAt(std::uint64_t message) const;
  Next produce();
  Next next();
  Next nextInWindow();
  void send();
  std::string bodyOf(std::uint64_t number, std::uint64_t channel) const;
  void await(Next reason);
  bool readAnswers();

  const PublishOptions& options_;
  std::vector<const Progress*> progress_;
  std::vector<Link> links_;
  std::vector<pollfd> polled_;
  Answers answers_;
  std::int64_t begin_;      // of the program
  std::int64_t start_ = 0;  // of publishing
  std::int64_t lastSendAt_ = 0;
  std::int64_t lastMoveAt_ = 0;  // when a delivery was seen
  std::int64_t endAt_ = 0;
  std::uint64_t sent_ = 0;
  std::uint64_t acknowledged_ = 0;
  std::uint64_t deliveredBefore_ = 0;
  std::uint64_t lastDelivered_ = 0;
  std::uint64_t writtenOff_ = 0;
  std::uint64_t late_ = 0;  // more than a millisecond behind the schedule
};

}  // namespace fanfare::bench

#endif  // FANFARE_BENCH_PUBLOAD_PUBLISHING_H_
