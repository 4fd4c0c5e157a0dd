#ifndef FANFARE_SESSIONS_SQL_DATABASE_H_
#define FANFARE_SESSIONS_SQL_DATABASE_H_

#include <chrono>
#include <cstddef>
#include <deque>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "fanfare/clock.h"
#include "fanfare/result.h"

#include "backend/circuit_breaker.h"
#include "model/mutex.h"
#include "sessions/sql/link.h"
#include "sessions/sql/query.h"

namespace fanfare::sessions::sql {

// Value type.
struct DatabaseOptions {
  Address address;
  std::size_t connections = 4;
  std::chrono::milliseconds timeout{2000};
};

// A database for threads that may wait, but not for long: a few connections, each on a thread of
// its own, for all who ask. While it hangs, so many questions as there are connections wait for the
// timeout; the others fail when no connection has become free for a while, and from then on at
// once. After it did not answer, it is not asked for a second, and then by one question at a time
// until it answers. The connections are made when it is first asked.
//
// Threads: ask() from any; the rest from one.
// Ownership: `clock` outlives it. Who asks has been answered before it dies.
class Database final {
 public:
  static constexpr std::size_t kMaxWaiting = 256;               // questions
  static constexpr std::chrono::milliseconds kMaxQueued{1000};  // or a quarter of the timeout
  static constexpr std::chrono::milliseconds kPause{1000};

  // REQUIRES: checkConnector(options.address), and at least one connection.
  Database(const Clock& clock, DatabaseOptions options);
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;
  // Blocking: while it connects, for the timeout in whole seconds.
  ~Database();

  Engine engine() const { return options_.address.engine; }

  // Fails with kUnavailable.
  // Blocking: for the timeout at most.
  Result<Rows> ask(const Query& query);

 private:
  struct Question;
  using QuestionPtr = std::shared_ptr<Question>;

  struct Worker {
    Worker(const Address& address, std::chrono::milliseconds timeout) : link(address, timeout) {}

    Link link;
    QuestionPtr question;  // under mutex_: the one it works at
    std::thread thread;
  };

  Error unavailable(const std::string& why) const;
  void startOnce() FANFARE_REQUIRES(mutex_);
  bool mayQueue() const FANFARE_REQUIRES(mutex_);
  void work(Worker& worker);
  QuestionPtr next(Worker& worker);
  Result<Rows> await(const QuestionPtr& question) FANFARE_REQUIRES(mutex_);
  void giveUp(const QuestionPtr& question) FANFARE_REQUIRES(mutex_);
  void fail(const Error& error) FANFARE_REQUIRES(mutex_);

  const DatabaseOptions options_;
  backend::CircuitBreaker breaker_;

  Mutex mutex_;
  Condition hasWork_;
  std::deque<QuestionPtr> waiting_ FANFARE_GUARDED_BY(mutex_);
  std::vector<std::unique_ptr<Worker>> workers_ FANFARE_GUARDED_BY(mutex_);
  std::string lastError_ FANFARE_GUARDED_BY(mutex_);
  bool isStalled_ FANFARE_GUARDED_BY(mutex_) = false;  // one waited in vain for a connection
  bool isStopping_ FANFARE_GUARDED_BY(mutex_) = false;
};

}  // namespace fanfare::sessions::sql

#endif  // FANFARE_SESSIONS_SQL_DATABASE_H_
