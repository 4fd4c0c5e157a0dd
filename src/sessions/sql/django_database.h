#ifndef FANFARE_SESSIONS_SQL_DJANGO_DATABASE_H_
#define FANFARE_SESSIONS_SQL_DJANGO_DATABASE_H_

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "fanfare/result.h"

#include "sessions/accounts.h"
#include "sessions/identity_paths.h"
#include "sessions/session_store.h"
#include "sessions/sql/database.h"
#include "sessions/sql/django_users.h"
#include "sessions/sql/sql_sessions.h"

namespace fanfare::sessions::sql {

// Value type; the settings identity.django.db.*, whose defaults are in the table of keys.
struct DjangoDatabaseOptions {
  std::string url;       // empty: no database is asked
  std::string password;  // empty: that of the URL
  std::size_t connections = 4;
  std::chrono::milliseconds timeout{2000};
  SessionTable sessions;
  bool asksForUsers = true;
  AuthHash authHash = AuthHash::kChecked;
  UserTables users;
};

// The database of a project of Django: what reads its sessions and its users.
//
// Threads: confined to the one that makes the server's parts.
class DjangoDatabase final {
 public:
  // Fails with kInvalidArgument, naming the setting, if the options will not do. `clock` outlives
  // all that is made.
  // REQUIRES: there is a URL.
  static Result<DjangoDatabase> open(const DjangoDatabaseOptions& options, const Clock& clock);

  std::unique_ptr<SessionStore> sessions(const WallClock& clock) const;

  // Null pointer where the users are not to be asked for. `secrets` are SECRET_KEY and its
  // fallbacks.
  std::unique_ptr<Accounts> users(const std::vector<std::string>& secrets) const;

 private:
  explicit DjangoDatabase(DjangoDatabaseOptions options) : options_(std::move(options)) {}

  DjangoDatabaseOptions options_;
  std::shared_ptr<Database> database_;
};

}  // namespace fanfare::sessions::sql

#endif  // FANFARE_SESSIONS_SQL_DJANGO_DATABASE_H_
