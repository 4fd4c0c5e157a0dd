#ifndef FANFARE_SESSIONS_SQL_SQL_SESSIONS_H_
#define FANFARE_SESSIONS_SQL_SQL_SESSIONS_H_

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "sessions/identity_paths.h"
#include "sessions/session_store.h"
#include "sessions/sql/database.h"

namespace fanfare::sessions::sql {

// In what the table says when a session expires.
enum class TableTime { kUtc, kLocal };

// Value type. The names are such as isName() takes.
struct SessionTable {
  std::string name = "django_session";
  std::string key = "session_key";
  std::string data = "session_data";
  std::string expiry = "expire_date";
  TableTime time = TableTime::kUtc;  // PostgreSQL keeps the zone with the time: it is not looked at
};

// Sessions in a table of a database, in one query for up to kMaxKeysAtOnce.
class SqlSessions final : public SessionStore {
 public:
  static constexpr std::size_t kMaxSessionBytes = std::size_t{256} * 1024;
  static constexpr std::size_t kMaxKeyBytes = 128;
  static constexpr std::size_t kMaxKeysAtOnce = 500;

  SqlSessions(std::shared_ptr<Database> database, SessionTable table, WallClock clock);

  // One that has expired or is larger than kMaxSessionBytes is as none. For keys of other
  // characters than letters, digits, '-' and '_', the database is not asked.
  Result<Found> read(const std::vector<std::string>& keys) const override;

 private:
  Query queryFor(const std::vector<std::string>& keys) const;

  const std::shared_ptr<Database> database_;
  const SessionTable table_;
  const WallClock clock_;
};

}  // namespace fanfare::sessions::sql

#endif  // FANFARE_SESSIONS_SQL_SQL_SESSIONS_H_
