#ifndef FANFARE_SESSIONS_SQL_ADDRESS_H_
#define FANFARE_SESSIONS_SQL_ADDRESS_H_

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "fanfare/result.h"

namespace fanfare::sessions::sql {

enum class Engine { kSqlite, kPostgresql, kMysql };

// Where a database is and who we are there. Value type.
//
//    postgresql://user[:password]@[host][:port]/name[?host=/run/postgresql&sslmode=require]
//    mysql://user[:password]@host[:port]/name          also mariadb://
//    sqlite:///absolute/path
//
// User, password, name and path are percent-encoded, an IPv6 host is in brackets.
struct Address {
  Engine engine = Engine::kSqlite;
  std::string host;
  std::uint16_t port = 0;
  std::string user;
  std::string password;
  std::string database;                        // of SQLite its file
  std::map<std::string, std::string> options;  // for PostgreSQL: sslmode and the like

  // Fails with kInvalidArgument. The message tells which part is wrong and quotes none, so that no
  // password gets into a log.
  static Result<Address> parse(std::string_view url);

  // Fails with kInvalidArgument, likewise, if a part has a character that the connector cannot be
  // told.
  Result<void> check() const;

  // For people and logs: without user, password and options.
  std::string shown() const;
};

}  // namespace fanfare::sessions::sql

#endif  // FANFARE_SESSIONS_SQL_ADDRESS_H_
