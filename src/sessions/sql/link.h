#ifndef FANFARE_SESSIONS_SQL_LINK_H_
#define FANFARE_SESSIONS_SQL_LINK_H_

#include <chrono>
#include <optional>
#include <string>

#include <Poco/Data/Session.h>

#include "fanfare/result.h"

#include "model/mutex.h"
#include "sessions/sql/address.h"
#include "sessions/sql/query.h"

namespace fanfare::sessions::sql {

// What a question found the database to be; kUnknown if it was not asked.
enum class Presence { kThere, kAway, kUnknown };

// What became of a question. Value type.
struct Outcome {
  Result<Rows> rows;
  Presence presence = Presence::kThere;
};

// One connection to a database, made at need and again when it was lost.
//
// Threads: ask() from one; interrupt() and end() from any.
// Blocking: ask() for as long as connecting and the query take; the rest not.
class Link final {
 public:
  using Deadline = std::chrono::steady_clock::time_point;

  // REQUIRES: checkConnector(address).
  Link(Address address, std::chrono::milliseconds timeout);
  Link(const Link&) = delete;
  Link& operator=(const Link&) = delete;
  ~Link();

  // Fails with kUnavailable. A connection that turns out to be lost is made again once.
  Outcome ask(const Query& query, Deadline deadline);

  // What ask() waits for is not worth waiting for any more.
  void interrupt();
  // The same, for good.
  void end();

 private:
  Outcome failure(const std::string& what, Presence presence) const;
  std::optional<Outcome> connect(Deadline deadline);
  void disconnect();
  Rows rowsOf(const Query& query);

  const Address address_;
  const std::chrono::milliseconds timeout_;
  std::optional<Poco::Data::Session> session_;

  Mutex mutex_;
  int socket_ FANFARE_GUARDED_BY(mutex_) = -1;  // another descriptor of the session's
  bool isEnded_ FANFARE_GUARDED_BY(mutex_) = false;
};

}  // namespace fanfare::sessions::sql

#endif  // FANFARE_SESSIONS_SQL_LINK_H_
