#ifndef FANFARE_TESTS_CONTRACT_SQL_SESSIONS_CONTRACT_H_
#define FANFARE_TESTS_CONTRACT_SQL_SESSIONS_CONTRACT_H_

#include <chrono>
#include <future>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "contract/session_store_contract.h"
#include "sessions/sql/sql_sessions.h"
#include "support/test_databases.h"

namespace fanfare::testing {

// A table as Django makes it, in a database of the kind given: one for all cases of a suite.
template <typename DatabaseKind>
class SqlSessionsHarness {
 public:
  static constexpr std::size_t kMaxBytes = sessions::sql::SqlSessions::kMaxSessionBytes;

  SqlSessionsHarness() {
    if (wasStopped()) database().start();
    wasStopped() = false;
    database().run("DROP TABLE IF EXISTS django_session");
    database().run(
        "CREATE TABLE django_session (session_key varchar(40) NOT NULL PRIMARY KEY, "
        "session_data " +
        textType() + " NOT NULL, expire_date " + timeType() + " NOT NULL)");
    makeStore({});
  }

  void makeStore(sessions::sql::SessionTable table) {
    makeStore(std::move(table), 4, std::chrono::seconds(5));
  }
  void makeStore(sessions::sql::SessionTable table, std::size_t connections,
                 std::chrono::milliseconds timeout) {
    sessions::sql::DatabaseOptions options;
    options.address = database().address();
    options.connections = connections;
    options.timeout = timeout;
    reader_ = std::make_shared<sessions::sql::Database>(clock_, options);
    store_ = std::make_unique<sessions::sql::SqlSessions>(reader_, std::move(table),
                                                          [this] { return now; });
  }

  sessions::SessionStore& store() { return *store_; }

  void put(const std::vector<std::pair<std::string, std::string>>& sessions) {
    std::vector<std::vector<std::string>> rows;
    for (const auto& [key, bytes] : sessions) rows.push_back({key, bytes, "2026-06-01 12:00:00"});
    database().insert("django_session", rows);
  }

  void goAway() {
    database().stop();
    wasStopped() = true;
    makeStore({});
  }

  static DatabaseKind& database() {
    static DatabaseKind only;
    return only;
  }

  std::chrono::system_clock::time_point now{std::chrono::seconds(1'780'315'199)};  // 11:59:59

 private:
  static bool& wasStopped() {
    static bool was = false;
    return was;
  }
  std::string textType() {
    return database().address().engine == sessions::sql::Engine::kMysql ? "longtext" : "text";
  }
  std::string timeType() {
    switch (database().address().engine) {
      case sessions::sql::Engine::kSqlite:
        return "datetime";
      case sessions::sql::Engine::kPostgresql:
        return "timestamp with time zone";
      case sessions::sql::Engine::kMysql:
        return "datetime(6)";
    }
    return "";
  }

  const SteadyClock clock_{};
  std::shared_ptr<sessions::sql::Database> reader_;
  std::unique_ptr<sessions::sql::SqlSessions> store_;
};

// What reading Django's table must do besides.
template <typename DatabaseKind>
class SqlSessionsContract : public SessionStoreContract<SqlSessionsHarness<DatabaseKind>> {
  using Super = SessionStoreContract<SqlSessionsHarness<DatabaseKind>>;
  CPPUNIT_TEST_SUB_SUITE(SqlSessionsContract<DatabaseKind>, Super);
  CPPUNIT_TEST(countsNoSessionThatHasExpired);
  CPPUNIT_TEST(failsWhereThereIsNoSuchTable);
  CPPUNIT_TEST(answersAgainOnceItIsBack);
  CPPUNIT_TEST_SUITE_END();

 public:
  void countsNoSessionThatHasExpired() {
    auto& harness = this->harness();
    harness.put({{"a", "one"}});
    CPPUNIT_ASSERT(this->read({"a"})->at(0));
    harness.now += std::chrono::seconds(1);
    CPPUNIT_ASSERT(!this->read({"a"})->at(0));
  }

  void failsWhereThereIsNoSuchTable() {
    sessions::sql::SessionTable other;
    other.name = "no_such_table";
    this->harness().makeStore(other);
    CPPUNIT_ASSERT(this->read({"a"}).error().code == ErrorCode::kUnavailable);
    CPPUNIT_ASSERT(this->read({"a"}).error().message.find("no_such_table") != std::string::npos);
  }

  void answersAgainOnceItIsBack() {
    this->harness().put({{"a", "one"}});
    CPPUNIT_ASSERT(this->read({"a"})->at(0));

    this->harness().database().stop();
    this->harness().database().start();

    while (!this->read({"a"})) {
    }
    CPPUNIT_ASSERT(this->read({"a"})->at(0) == "one");
  }
};

// And what one that is a server must do, which may hang.
template <typename DatabaseKind>
class ServerSessionsContract : public SqlSessionsContract<DatabaseKind> {
  using Super = SqlSessionsContract<DatabaseKind>;
  using Found = Result<sessions::SessionStore::Found>;
  CPPUNIT_TEST_SUB_SUITE(ServerSessionsContract<DatabaseKind>, Super);
  CPPUNIT_TEST(failsWhileItHangsAndAnswersAgainAfterwards);
  CPPUNIT_TEST(letsNoMoreWaitThanItHasConnections);
  CPPUNIT_TEST_SUITE_END();

 public:
  void failsWhileItHangsAndAnswersAgainAfterwards() {
    auto& harness = this->harness();
    harness.put({{"a", "one"}});
    harness.makeStore({}, 2, std::chrono::milliseconds(200));

    harness.database().pause();
    const auto found = this->read({"a"});
    harness.database().resume();

    CPPUNIT_ASSERT(found.error().code == ErrorCode::kUnavailable);
    while (!this->read({"a"})) {
    }
    CPPUNIT_ASSERT(this->read({"a"})->at(0) == "one");
  }

  void letsNoMoreWaitThanItHasConnections() {
    auto& harness = this->harness();
    harness.put({{"a", "one"}});
    harness.makeStore({}, 1, std::chrono::seconds(30));

    harness.database().pause();
    const auto read = [this] { return this->read({"a"}); };
    std::future<Found> waiting = std::async(std::launch::async, read);
    std::future<Found> refused = std::async(std::launch::async, read);
    while (!isThere(refused)) {
      if (isThere(waiting)) std::swap(waiting, refused);
    }
    const Found another = read();
    harness.database().resume();

    const std::string tooMany = harness.database().address().shown() + kTooMany;
    CPPUNIT_ASSERT_EQUAL(tooMany, refused.get().error().message);
    CPPUNIT_ASSERT_EQUAL(tooMany, another.error().message);
    CPPUNIT_ASSERT(waiting.get()->at(0) == "one");
    CPPUNIT_ASSERT(this->read({"a"})->at(0) == "one");
  }

 private:
  static bool isThere(const std::future<Found>& found) {
    return found.wait_for(std::chrono::milliseconds(10)) == std::future_status::ready;
  }

  static constexpr const char* kTooMany = ": too many questions wait for it";
};

}  // namespace fanfare::testing

#endif  // FANFARE_TESTS_CONTRACT_SQL_SESSIONS_CONTRACT_H_
