#ifndef FANFARE_TESTS_SUPPORT_TEST_DATABASES_H_
#define FANFARE_TESTS_SUPPORT_TEST_DATABASES_H_

#include <pwd.h>
#include <unistd.h>

#include <filesystem>
#include <stdexcept>
#include <string>

#include <Poco/Data/Statement.h>

#include "sessions/sql/address.h"
#include "sessions/sql/poco_connectors.h"
#include "support/server_process.h"
#include "support/temporary_directory.h"

namespace fanfare::testing {

// A database of the test's own that Fanfare may read and the test may write; gone with it.
class TestDatabase {
 public:
  TestDatabase() { (void)sessions::sql::builtInEngines(); }
  TestDatabase(const TestDatabase&) = delete;
  TestDatabase& operator=(const TestDatabase&) = delete;
  virtual ~TestDatabase() = default;

  virtual std::string url() const = 0;

  // It is gone, as in a crash, and there again with what it held.
  virtual void stop() = 0;
  virtual void start() = 0;

  sessions::sql::Address address() const { return sessions::sql::Address::parse(url()).value(); }

  // Runs one statement, whose text is of the test's own.
  void run(const std::string& text) {
    Poco::Data::Session session = connected();
    session << text, Poco::Data::Keywords::now;
  }

  // Puts rows into `table`, each with its values in order.
  void insert(const std::string& table, std::vector<std::vector<std::string>> rows) {
    Poco::Data::Session session = connected();
    session.begin();
    for (auto& row : rows) {
      std::string values;
      for (std::size_t i = 1; i <= row.size(); ++i) {
        values += i == 1 ? "" : ", ";
        values +=
            address().engine == sessions::sql::Engine::kPostgresql ? "$" + std::to_string(i) : "?";
      }
      Poco::Data::Statement statement(session);
      statement << "INSERT INTO " + table + " VALUES (" + values + ")";
      for (auto& value : row) statement, Poco::Data::Keywords::use(value);
      statement.execute();
    }
    session.commit();
  }

 protected:
  virtual Poco::Data::Session connected() {
    return sessions::sql::openSession(address(), std::chrono::seconds(30));
  }

  // Words with which a program runs as `user` if the test is root, whom the servers refuse to
  // serve, and dies with the test.
  static Words as(const std::string& user, const std::string& farewell, Words words) {
    Words all = {"setpriv", "--pdeathsig", farewell};
    if (geteuid() == 0) {
      all.insert(all.end(), {"--reuid", user, "--regid", user, "--clear-groups"});
    }
    all.insert(all.end(), words.begin(), words.end());
    return all;
  }

  static void give(const std::string& path, const char* user) {
    if (geteuid() != 0) return;
    const passwd* entry = getpwnam(user);
    if (!entry || chown(path.c_str(), entry->pw_uid, entry->pw_gid) != 0) {
      throw std::runtime_error(std::string("no user ") + user);
    }
  }
};

class SqliteFile final : public TestDatabase {
 public:
  std::string url() const override { return "sqlite://" + directory_.path("db.sqlite3"); }

  void stop() override {
    std::filesystem::rename(directory_.path("db.sqlite3"), directory_.path("away"));
  }
  void start() override {
    std::filesystem::rename(directory_.path("away"), directory_.path("db.sqlite3"));
  }

 protected:
  Poco::Data::Session connected() override {
    return Poco::Data::Session("SQLite", directory_.path("db.sqlite3"));
  }

 private:
  test::TemporaryDirectory directory_;
};

class PostgresqlServer final : public TestDatabase {
 public:
  PostgresqlServer() {
    give(directory_.path(""), kUser);
    const std::string secret = directory_.write("secret", kPassword);
    give(secret, kUser);
    ServerProcess::run(as(kUser, "KILL",
                          {program("initdb"), "-D", data(), "-U", "fanfare", "-A", "scram-sha-256",
                           "--pwfile", secret, "--no-sync", "-E", "UTF8", "--locale", "C"}));
    for (int attempt = 0; attempt < 5 && !isUp_; ++attempt) {
      port_ = freeTcpPort();
      tryToStart();
    }
    if (!isUp_) throw std::runtime_error("postgres does not start");
  }
  ~PostgresqlServer() override { stop(); }

  std::string url() const override {
    return "postgresql://fanfare:s%25cr%40t@127.0.0.1:" + std::to_string(port_) + "/postgres";
  }
  std::string socketUrl() const {
    return "postgresql://fanfare:s%25cr%40t@:" + std::to_string(port_) +
           "/postgres?host=" + directory_.path("");
  }

  void stop() override {
    process_.stop(SIGQUIT);
    isUp_ = false;
  }
  void start() override {
    tryToStart();
    if (!isUp_) throw std::runtime_error("postgres does not start again");
  }
  // New connections are made, and not answered.
  void pause() const { process_.pause(); }
  void resume() const { process_.resume(); }

 private:
  static constexpr const char* kUser = "postgres";
  static constexpr const char* kPassword = "s%cr@t";

  std::string data() const { return directory_.path("data"); }

  static std::string program(const std::string& name) {
    for (const auto& version : std::filesystem::directory_iterator("/usr/lib/postgresql")) {
      const auto path = version.path() / "bin" / name;
      if (std::filesystem::exists(path)) return path;
    }
    throw std::runtime_error("no PostgreSQL is installed");
  }

  void tryToStart() {
    isUp_ = process_.start(as(kUser, "QUIT",
                              {program("postgres"), "-D", data(), "-h", "127.0.0.1", "-p",
                               std::to_string(port_), "-k", directory_.path(""), "-F"}),
                           "is ready to accept connections");
  }

  test::TemporaryDirectory directory_;
  ServerProcess process_;
  std::uint16_t port_ = 0;
  bool isUp_ = false;
};

class MariadbServer final : public TestDatabase {
 public:
  MariadbServer() {
    give(directory_.path(""), kUser);
    const std::string setUp =
        directory_.write("set-up",
                         "CREATE DATABASE site CHARACTER SET utf8mb4;\n"
                         "CREATE USER 'fanfare'@'127.0.0.1' IDENTIFIED BY 's%cr@t';\n"
                         "GRANT ALL ON site.* TO 'fanfare'@'127.0.0.1';\n");
    give(setUp, kUser);
    ServerProcess::run({"mariadb-install-db", "--no-defaults", userOption(), "--datadir=" + data(),
                        temporaryFiles(), "--auth-root-authentication-method=normal",
                        "--skip-test-db", "--skip-name-resolve", kSmall});
    for (int attempt = 0; attempt < 5 && !isUp_; ++attempt) {
      port_ = freeTcpPort();
      tryToStart({"--init-file=" + setUp});
    }
    if (!isUp_) throw std::runtime_error("mariadbd does not start");
  }
  ~MariadbServer() override { stop(); }

  std::string url() const override {
    return "mysql://fanfare:s%25cr%40t@127.0.0.1:" + std::to_string(port_) + "/site";
  }

  void stop() override {
    process_.stop(SIGKILL);
    isUp_ = false;
  }
  void start() override {
    tryToStart({});
    if (!isUp_) throw std::runtime_error("mariadbd does not start again");
  }
  // Nothing is answered any more, on no connection.
  void pause() const { process_.pause(); }
  void resume() const { process_.resume(); }

 private:
  static constexpr const char* kUser = "mysql";
  static constexpr const char* kSmall = "--innodb-log-file-size=8M";

  std::string data() const { return directory_.path("data"); }
  // A server that starts removes the temporary tables of all who share its folder for them.
  std::string temporaryFiles() const { return "--tmpdir=" + directory_.path(""); }
  // Without a user, an option that says what is so anyhow.
  static std::string userOption() {
    return geteuid() == 0 ? std::string("--user=") + kUser : "--skip-test-db";
  }

  void tryToStart(const Words& options) {
    Words words = {"mariadbd",
                   "--no-defaults",
                   "--datadir=" + data(),
                   temporaryFiles(),
                   "--socket=" + directory_.path("socket"),
                   "--pid-file=" + directory_.path("pid"),
                   "--port=" + std::to_string(port_),
                   "--bind-address=127.0.0.1",
                   "--skip-name-resolve",
                   "--skip-log-bin",
                   "--innodb-flush-log-at-trx-commit=2",
                   kSmall};
    words.insert(words.end(), options.begin(), options.end());
    isUp_ = process_.start(as(kUser, "KILL", words), "ready for connections");
  }

  test::TemporaryDirectory directory_;
  ServerProcess process_;
  std::uint16_t port_ = 0;
  bool isUp_ = false;
};

}  // namespace fanfare::testing

#endif  // FANFARE_TESTS_SUPPORT_TEST_DATABASES_H_
