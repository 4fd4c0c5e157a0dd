#ifndef FANFARE_BROKERS_REDIS_CENSUS_H_
#define FANFARE_BROKERS_REDIS_CENSUS_H_

#include <chrono>
#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "fanfare/clock.h"

#include "core/census.h"
#include "core/places.h"
#include "model/log.h"
#include "model/mutex.h"
#include "model/rare_line.h"
#include "redis/client.h"

namespace fanfare::brokers {

// What holders have on other nodes, by way of a Redis: each node writes what it has itself, again
// and again, and what a node has not written for a while does not count, for it has ended.
//
// Where the Redis cannot be asked, it is not for a moment, so that nobody waits for it; the log
// tells.
//
// Threads: as Census; its own, which writes.
// Ownership: the parts outlive it. Those who hold places have gone before it dies: it writes that,
// too.
class RedisCensus final : public core::Census {
 public:
  struct Parts {
    std::shared_ptr<redis::Client> client;
    const core::Places& places;
    const Clock& clock;
    Log& log;
  };
  struct Options {
    std::string prefix;  // of keys, with its colon; empty: none
    std::chrono::seconds writeAgain{20};
    std::chrono::seconds forgottenAfter{60};
  };

  RedisCensus(const Parts& parts, const Options& options);
  RedisCensus(const RedisCensus&) = delete;
  RedisCensus& operator=(const RedisCensus&) = delete;
  ~RedisCensus() override;

  Result<std::vector<std::uint64_t>> elsewhere(const std::vector<core::Holder>& holders) override;
  void changed(const core::Holder& holder) override;

  // Returns when what changed before has been written, or could not be.
  void flush();

 private:
  using Holders = std::set<core::Holder>;

  void run();
  // What is to be written now; waits for it. Empty at the end.
  std::vector<core::Holder> next();
  Result<std::vector<std::uint64_t>> write(const std::vector<core::Holder>& holders);
  redis::Commands commandFor(const core::Holder& holder) const;
  void forgetEnded(const std::vector<core::Holder>& holders);
  void onAway(const Error& error);

  const Parts parts_;
  const Options options_;
  const std::string node_;  // its name among the nodes

  Mutex mutex_;
  Condition hasWork_;
  Condition isWritten_;
  Holders known_ FANFARE_GUARDED_BY(mutex_);    // of whom the Redis was told
  Holders changed_ FANFARE_GUARDED_BY(mutex_);  // since
  bool isWriting_ FANFARE_GUARDED_BY(mutex_) = false;
  bool isStopping_ FANFARE_GUARDED_BY(mutex_) = false;
  Clock::Time writeAgainAt_ FANFARE_GUARDED_BY(mutex_);
  Clock::Time askAgainAt_ FANFARE_GUARDED_BY(mutex_);  // after a failure
  RareLine away_ FANFARE_GUARDED_BY(mutex_);
  std::thread thread_;
};

}  // namespace fanfare::brokers

#endif  // FANFARE_BROKERS_REDIS_CENSUS_H_
