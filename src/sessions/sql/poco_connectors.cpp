#include "sessions/sql/poco_connectors.h"

#include <algorithm>
#include <memory>
#include <new>
#include <string>
#include <string_view>

#include <Poco/Data/DataException.h>
#include <Poco/Data/Statement.h>
#include <Poco/Exception.h>
#include <Poco/File.h>
#include <Poco/Version.h>

#ifdef FANFARE_HAS_SQLITE
#include <Poco/Data/SQLite/Connector.h>
#endif
#ifdef FANFARE_HAS_POSTGRESQL
#include <libpq-fe.h>

#include <Poco/Data/PostgreSQL/Connector.h>
#include <Poco/Data/PostgreSQL/SessionHandle.h>
#include <Poco/Data/PostgreSQL/SessionImpl.h>
#endif
#ifdef FANFARE_HAS_MYSQL
#include <mysql.h>

#include <Poco/Data/MySQL/Connector.h>
#include <Poco/Data/MySQL/SessionImpl.h>
#endif

namespace fanfare::sessions::sql {
namespace {

namespace data = Poco::Data;

const char* nameOf(Engine engine) {
  switch (engine) {
    case Engine::kSqlite:
      return "SQLite";
    case Engine::kPostgresql:
      return "PostgreSQL";
    case Engine::kMysql:
      return "MySQL";
  }
  return "";
}

std::vector<Engine> registered() {
  std::vector<Engine> engines;
#ifdef FANFARE_HAS_SQLITE
  data::SQLite::Connector::registerConnector();
  engines.push_back(Engine::kSqlite);
#endif
#ifdef FANFARE_HAS_POSTGRESQL
  data::PostgreSQL::Connector::registerConnector();
  engines.push_back(Engine::kPostgresql);
#endif
#ifdef FANFARE_HAS_MYSQL
  data::MySQL::Connector::registerConnector();
  engines.push_back(Engine::kMysql);
#endif
  return engines;
}

// Of a path in a URI of SQLite: what is no plain character is escaped.
std::string uriPath(const std::string& path) {
  constexpr std::string_view kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-~";
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string text;
  for (const char c : path) {
    if (kPlain.find(c) != std::string_view::npos) {
      text += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      text.append({'%', kDigits[byte / 16u], kDigits[byte % 16u]});
    }
  }
  return text;
}

// A value as libpq reads it, which Poco hands on as it is.
std::string escaped(const std::string& value) {
  if (value.empty()) return "''";
  std::string text;
  for (const char c : value) {
    if (c == '\'' || c == '\\' || c < ' ') text += '\\';
    text += c;
  }
  return text;
}

std::string forPostgresql(const Address& address, std::chrono::milliseconds timeout) {
  std::string text = "user=" + escaped(address.user) + " dbname=" + escaped(address.database) +
                     " port=" + std::to_string(address.port) + " application_name=fanfare" +
                     " options=-cstatement_timeout=" + std::to_string(timeout.count());
  if (!address.password.empty()) text += " password=" + escaped(address.password);
  const bool hasSocket = address.options.count("host") != 0;
  if (!hasSocket) text += " host=" + escaped(address.host);
  for (const auto& [name, value] : address.options) text += " " + name + "=" + escaped(value);
  return text;
}

#ifdef FANFARE_HAS_POSTGRESQL
// Poco 1.11 never frees a connection that failed, so it is tried without Poco first.
void tryPostgresql(const std::string& target, std::size_t seconds) {
  const std::string text = target + " connect_timeout=" + std::to_string(seconds);
  const std::unique_ptr<PGconn, decltype(&PQfinish)> trial(PQconnectdb(text.c_str()), &PQfinish);
  if (PQstatus(trial.get()) == CONNECTION_OK) return;
  throw data::ConnectionFailedException(PQerrorMessage(trial.get()));
}
#endif

std::string forMysql(const Address& address) {
  return "host=" + address.host + ";port=" + std::to_string(address.port) +
         ";user=" + address.user + ";password=" + address.password + ";db=" + address.database +
         ";character-set=utf8mb4";
}

std::string forConnector(const Address& address, std::chrono::milliseconds timeout) {
  switch (address.engine) {
    case Engine::kSqlite:
      return "file:" + uriPath(address.database) + "?mode=ro";
    case Engine::kPostgresql:
      return forPostgresql(address, timeout);
    case Engine::kMysql:
      return forMysql(address);
  }
  return "";
}

}  // namespace

const std::vector<Engine>& builtInEngines() {
  static const std::vector<Engine> kEngines = registered();
  return kEngines;
}

Result<void> checkConnector(const Address& address) {
  const auto& engines = builtInEngines();
  if (std::find(engines.begin(), engines.end(), address.engine) != engines.end()) {
    return address.check();
  }
  return Error{ErrorCode::kInvalidArgument, std::string("this build cannot read ") +
                                                nameOf(address.engine) + ": Poco's connector Data" +
                                                nameOf(address.engine) +
                                                " was not there when it was made"};
}

data::Session openSession(const Address& address, std::chrono::milliseconds timeout) {
  // The connector would try for all its time.
  if (address.engine == Engine::kSqlite && !Poco::File(address.database).exists()) {
    throw Poco::FileNotFoundException(address.database);
  }
  constexpr std::chrono::milliseconds kSecond(1000);
  const auto seconds = static_cast<std::size_t>((timeout + kSecond) / kSecond);
  const std::string target = forConnector(address, timeout);
#ifdef FANFARE_HAS_POSTGRESQL
  if (address.engine == Engine::kPostgresql) tryPostgresql(target, seconds);
#endif
  data::Session session(nameOf(address.engine), target, seconds);
  if (address.engine == Engine::kMysql) session.setConnectionTimeout(seconds);
  if (address.engine == Engine::kSqlite) {
    session << "PRAGMA busy_timeout = " << std::to_string(timeout.count()), data::Keywords::now;
  }
  return session;
}

void freeIfBroken(data::Session& session) {
#if defined(FANFARE_HAS_POSTGRESQL) && POCO_VERSION < 0x010C0000
  // Poco 1.11 calls PQfinish() for connections that are good, and for no others. Its handle has no
  // way to let go of one; so another takes its place.
  auto* const one = dynamic_cast<data::PostgreSQL::SessionImpl*>(session.impl());
  if (!one) return;
  data::PostgreSQL::SessionHandle& handle = one->handle();
  PGconn* const connection = handle;
  if (!connection || PQstatus(connection) == CONNECTION_OK) return;
  handle.~SessionHandle();
  PQfinish(connection);
  new (&handle) data::PostgreSQL::SessionHandle();
#else
  (void)session;
#endif
}

int socketOf(data::Session& session) {
#ifdef FANFARE_HAS_POSTGRESQL
  if (auto* one = dynamic_cast<data::PostgreSQL::SessionImpl*>(session.impl())) {
    return PQsocket(one->handle());
  }
#endif
#ifdef FANFARE_HAS_MYSQL
  if (auto* one = dynamic_cast<data::MySQL::SessionImpl*>(session.impl())) {
    return static_cast<int>(mysql_get_socket(one->handle()));
  }
#endif
  return -1;
}

}  // namespace fanfare::sessions::sql
