#ifndef FANFARE_TESTS_CONTRACT_DJANGO_USERS_CONTRACT_H_
#define FANFARE_TESTS_CONTRACT_DJANGO_USERS_CONTRACT_H_

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <cppunit/extensions/HelperMacros.h>

#include "sessions/sql/django_users.h"
#include "support/test_databases.h"

namespace fanfare::testing {

// What the users of Django must be in every kind of database. The hashes of the passwords are what
// Django computes for the secret "s3cret".
template <typename DatabaseKind>
class DjangoUsersContract : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(DjangoUsersContract<DatabaseKind>);
  CPPUNIT_TEST(knowsTheNameAndTheGroupsOfAUser);
  CPPUNIT_TEST(leavesASessionWithoutAUserAsItIs);
  CPPUNIT_TEST(endsTheSessionOfOneWhoIsNoMore);
  CPPUNIT_TEST(endsTheSessionOfOneWhoWasDeactivated);
  CPPUNIT_TEST(endsTheSessionOfOneWhoChangedThePassword);
  CPPUNIT_TEST(takesHashesOfFormerSecretsAndOfFormerDigests);
  CPPUNIT_TEST(ignoresTheHashWhereItIsTold);
  CPPUNIT_TEST(takesAnIdForItsVeryText);
  CPPUNIT_TEST(asksForManyAtOnce);
  CPPUNIT_TEST(knowsUsersByAUuid);
  CPPUNIT_TEST(leavesTheGroupsOfTheSessionWhereThereIsNoTable);
  CPPUNIT_TEST(mistakesNoLongNameForAnother);
  CPPUNIT_TEST(failsWhereThereIsNoSuchTable);
  CPPUNIT_TEST_SUITE_END();

  using Engine = sessions::sql::Engine;
  using Value = foreign::Value;

 public:
  void setUp() override {
    for (const char* table : {"auth_user_groups", "auth_group", "auth_user", "uuid_user"}) {
      database().run(std::string("DROP TABLE IF EXISTS ") + table);
    }
    const bool isPostgresql = engine() == Engine::kPostgresql;
    const std::string truth = isPostgresql ? "boolean" : "integer";
    const std::string uuid = isPostgresql ? "uuid" : "char(32)";
    database().run(
        "CREATE TABLE auth_user (id integer PRIMARY KEY, username varchar(300), "
        "password varchar(128), is_active " +
        truth + ")");
    database().run("CREATE TABLE uuid_user (id " + uuid +
                   " PRIMARY KEY, username varchar(300), "
                   "password varchar(128), is_active " +
                   truth + ")");
    database().run("CREATE TABLE auth_group (id integer PRIMARY KEY, name varchar(150))");
    database().run(
        "CREATE TABLE auth_user_groups (id integer PRIMARY KEY, user_id integer, "
        "group_id integer)");
    add("auth_user", "1", "alice");
    add("auth_user", "2", "bob");
    database().run("INSERT INTO auth_group VALUES (1, 'staff'), (2, 'chess')");
    database().run("INSERT INTO auth_user_groups VALUES (1, 1, 1), (2, 1, 2)");
    make({});
  }

  void knowsTheNameAndTheGroupsOfAUser() {
    const auto found = confirm({claimOf("1"), claimOf("2")});
    CPPUNIT_ASSERT_EQUAL(std::string("alice"), found.at(0)->user);
    CPPUNIT_ASSERT(found.at(0)->groups == std::vector<std::string>({"chess", "staff"}));
    CPPUNIT_ASSERT_EQUAL(std::string("key of 1"), found.at(0)->sessionKey);
    CPPUNIT_ASSERT_EQUAL(std::string("bob"), found.at(1)->user);
    CPPUNIT_ASSERT(found.at(1)->groups.empty());

    database().run("DELETE FROM auth_user_groups WHERE group_id = 1");
    CPPUNIT_ASSERT(confirm({claimOf("1")}).at(0)->groups == std::vector<std::string>({"chess"}));
  }

  void leavesASessionWithoutAUserAsItIs() {
    sessions::Claim claim;
    claim.identity.sessionKey = "visitor";
    claim.content = Value::parse(R"({"cart":1})").value();
    const auto found = confirm({claim});
    CPPUNIT_ASSERT_EQUAL(std::string("visitor"), found.at(0)->sessionKey);
    CPPUNIT_ASSERT_EQUAL(std::string(), found.at(0)->user);
  }

  void endsTheSessionOfOneWhoIsNoMore() {
    database().run("DELETE FROM auth_user WHERE id = 2");
    const auto found = confirm({claimOf("1"), claimOf("2")});
    CPPUNIT_ASSERT(found.at(0));
    CPPUNIT_ASSERT_EQUAL(std::string("there is no such user, or no more"), endOf(found.at(1)));
  }

  void endsTheSessionOfOneWhoWasDeactivated() {
    database().run(std::string("UPDATE auth_user SET is_active = ") +
                   (engine() == Engine::kPostgresql ? "false" : "0") + " WHERE id = 1");
    CPPUNIT_ASSERT_EQUAL(std::string("the user is not active any more"),
                         endOf(confirm({claimOf("1")}).at(0)));
    sessions::sql::UserTables all;
    all.active = "";
    make(all);
    CPPUNIT_ASSERT(confirm({claimOf("1")}).at(0));
  }

  void endsTheSessionOfOneWhoChangedThePassword() {
    CPPUNIT_ASSERT(confirm({claimOf("1")}).at(0));
    database().run("UPDATE auth_user SET password = 'another' WHERE id = 1");
    CPPUNIT_ASSERT_EQUAL(std::string("the session began with another password"),
                         endOf(confirm({claimOf("1")}).at(0)));
    for (const char* hash : {"\"\"", "null", "7", "\"ed\""}) {
      CPPUNIT_ASSERT_MESSAGE(hash, !confirm({claimOf("2", hash)}).at(0));
    }
  }

  void takesHashesOfFormerSecretsAndOfFormerDigests() {
    const std::string sha1 = "\"" + std::string(kSha1) + "\"";
    CPPUNIT_ASSERT(confirm({claimOf("1", sha1)}).at(0));
    make({}, {"new secret"});
    CPPUNIT_ASSERT(!confirm({claimOf("1")}).at(0));
    make({}, {"new secret", "s3cret"});
    CPPUNIT_ASSERT(confirm({claimOf("1")}).at(0));
    CPPUNIT_ASSERT(confirm({claimOf("1", sha1)}).at(0));
  }

  void ignoresTheHashWhereItIsTold() {
    make({}, {"s3cret"}, sessions::sql::AuthHash::kIgnored);
    CPPUNIT_ASSERT(confirm({claimOf("1", "\"other\"")}).at(0));
  }

  void takesAnIdForItsVeryText() {
    for (const char* id : {"7", "01", "1 ", "1x", "1 OR 1=1", "-1", "1.0", "99999999999",
                           "999999999999999999999", "", "\xC3\xBC", "1'", "?", "$1"}) {
      const auto found = confirm({claimOf(id), claimOf("1")});
      CPPUNIT_ASSERT_MESSAGE(id, !found.at(0));
      CPPUNIT_ASSERT_EQUAL(std::string("alice"), found.at(1)->user);
    }
  }

  void asksForManyAtOnce() {
    std::vector<std::vector<std::string>> rows;
    std::vector<sessions::Claim> claims;
    for (int i = 1000; i < 2200; ++i) {
      const std::string id = std::to_string(i);
      rows.push_back({id, "user" + id, kPassword, "1"});
      claims.push_back(claimOf(id));
    }
    database().insert("auth_user", rows);

    const auto found = confirm(claims);

    for (std::size_t i = 0; i < found.size(); ++i) {
      CPPUNIT_ASSERT_EQUAL("user" + std::to_string(1000 + i), found[i]->user);
    }
  }

  void knowsUsersByAUuid() {
    add("uuid_user",
        engine() == Engine::kPostgresql ? "0b8f3f9e-1111-4222-8333-abcdefabcdef"
                                        : "0b8f3f9e111142228333abcdefabcdef",
        "carol");
    sessions::sql::UserTables tables;
    tables.users = "uuid_user";
    tables.groups = "";
    make(tables);
    const auto found = confirm({claimOf("0b8f3f9e-1111-4222-8333-abcdefabcdef"), claimOf("1")});
    CPPUNIT_ASSERT_EQUAL(std::string("carol"), found.at(0)->user);
    CPPUNIT_ASSERT(!found.at(1));
  }

  void leavesTheGroupsOfTheSessionWhereThereIsNoTable() {
    sessions::sql::UserTables tables;
    tables.groups = "";
    make(tables);
    auto claim = claimOf("1");
    claim.identity.groups = {"vip"};
    CPPUNIT_ASSERT(confirm({claim}).at(0)->groups == std::vector<std::string>({"vip"}));
  }

  void mistakesNoLongNameForAnother() {
    add("auth_user", "3", std::string(255, 'x') + "y");
    CPPUNIT_ASSERT_EQUAL(std::string("the name of the user cannot be part of a channel"),
                         endOf(confirm({claimOf("3")}).at(0)));
  }

  void failsWhereThereIsNoSuchTable() {
    sessions::sql::UserTables tables;
    tables.users = "no_such_table";
    make(tables);
    CPPUNIT_ASSERT(confirm({claimOf("1")}).at(0).error().code == ErrorCode::kUnavailable);
  }

 private:
  static constexpr const char* kPassword = "pbkdf2_sha256$600000$salt$hash";
  static constexpr const char* kSha256 =
      "fb97aee966bc80480b738f195c71bbda513857e931a0c2e4667445488158522c";
  static constexpr const char* kSha1 = "a14d68a0e0daeac1c343618f50381751c8b9f9c1";

  static DatabaseKind& database() {
    static DatabaseKind only;
    return only;
  }
  static Engine engine() { return database().address().engine; }

  void add(const std::string& table, const std::string& id, const std::string& name) {
    database().insert(table, {{id, name, kPassword, "1"}});
  }

  void make(const sessions::sql::UserTables& tables,
            const std::vector<std::string>& secrets = {"s3cret"},
            sessions::sql::AuthHash authHash = sessions::sql::AuthHash::kChecked) {
    sessions::sql::DatabaseOptions options;
    options.address = database().address();
    options.timeout = std::chrono::seconds(20);
    users_ = std::make_unique<sessions::sql::DjangoUsers>(
        std::make_shared<sessions::sql::Database>(clock_, options), tables, secrets, authHash);
  }

  static sessions::Claim claimOf(const std::string& id) {
    return claimOf(id, "\"" + std::string(kSha256) + "\"");
  }
  static sessions::Claim claimOf(const std::string& id, const std::string& hash) {
    sessions::Claim claim;
    claim.identity.user = id;
    claim.identity.sessionKey = "key of " + id;
    claim.content = Value::ofObject(
        {{"_auth_user_id", Value::ofText(id)}, {"_auth_user_hash", Value::parse(hash).value()}});
    return claim;
  }

  std::vector<Result<Identity>> confirm(std::vector<sessions::Claim> claims) {
    return users_->confirm(std::move(claims));
  }

  static std::string endOf(const Result<Identity>& found) {
    CPPUNIT_ASSERT(!found);
    CPPUNIT_ASSERT_EQUAL_MESSAGE(found.error().message, static_cast<int>(ErrorCode::kNotAuthorized),
                                 static_cast<int>(found.error().code));
    return found.error().message;
  }

  const SteadyClock clock_{};
  std::unique_ptr<sessions::sql::DjangoUsers> users_;
};

}  // namespace fanfare::testing

#endif  // FANFARE_TESTS_CONTRACT_DJANGO_USERS_CONTRACT_H_
