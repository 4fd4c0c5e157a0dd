#include "sessions/sql/address.h"

#include <string>

#include <cppunit/extensions/HelperMacros.h>

namespace fanfare::sessions::sql {
namespace {

using namespace std::string_literals;

class SqlAddressTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(SqlAddressTest);
  CPPUNIT_TEST(namesAServer);
  CPPUNIT_TEST(namesASocketOfPostgresql);
  CPPUNIT_TEST(namesAFile);
  CPPUNIT_TEST(decodesWhatIsEscaped);
  CPPUNIT_TEST(refusesWhatNamesNoDatabase);
  CPPUNIT_TEST(quotesNothingOfWhatItRefuses);
  CPPUNIT_TEST(refusesWhatTheConnectorCannotBeTold);
  CPPUNIT_TEST(showsNoSecret);
  CPPUNIT_TEST_SUITE_END();

 public:
  void namesAServer() {
    const auto postgresql = Address::parse("postgresql://bob:pw@db.example:5433/site").value();
    CPPUNIT_ASSERT(postgresql.engine == Engine::kPostgresql);
    CPPUNIT_ASSERT_EQUAL("db.example"s, postgresql.host);
    CPPUNIT_ASSERT_EQUAL(5433, static_cast<int>(postgresql.port));
    CPPUNIT_ASSERT_EQUAL("bob"s, postgresql.user);
    CPPUNIT_ASSERT_EQUAL("pw"s, postgresql.password);
    CPPUNIT_ASSERT_EQUAL("site"s, postgresql.database);
    CPPUNIT_ASSERT_EQUAL(5432, static_cast<int>(Address::parse("postgres://b@h/s")->port));

    for (const char* url : {"mysql://bob@[::1]/site", "mariadb://bob@[::1]/site"}) {
      const auto mysql = Address::parse(url).value();
      CPPUNIT_ASSERT(mysql.engine == Engine::kMysql);
      CPPUNIT_ASSERT_EQUAL("::1"s, mysql.host);
      CPPUNIT_ASSERT_EQUAL(3306, static_cast<int>(mysql.port));
      CPPUNIT_ASSERT_EQUAL(""s, mysql.password);
    }
  }

  void namesASocketOfPostgresql() {
    const auto found = Address::parse("postgresql://bob@/site?host=/run/pg&sslmode=disable");
    CPPUNIT_ASSERT_EQUAL(""s, found->host);
    CPPUNIT_ASSERT_EQUAL("/run/pg"s, found->options.at("host"));
    CPPUNIT_ASSERT_EQUAL("disable"s, found->options.at("sslmode"));
  }

  void namesAFile() {
    const auto found = Address::parse("sqlite:///srv/my%20site/db.sqlite3");
    CPPUNIT_ASSERT(found->engine == Engine::kSqlite);
    CPPUNIT_ASSERT_EQUAL("/srv/my site/db.sqlite3"s, found->database);
  }

  void decodesWhatIsEscaped() {
    const auto found = Address::parse("mysql://b%40b:p%3A%2F%40%25@h/s%2Ft");
    CPPUNIT_ASSERT_EQUAL("b@b"s, found->user);
    CPPUNIT_ASSERT_EQUAL("p:/@%"s, found->password);
    CPPUNIT_ASSERT_EQUAL("s/t"s, found->database);
  }

  void refusesWhatNamesNoDatabase() {
    for (const char* url : {"",
                            "site",
                            "sqlite:",
                            "sqlite://relative",
                            "oracle://bob@host/site",
                            "mysql://host/site",
                            "mysql://bob@host",
                            "mysql://bob@host/",
                            "mysql://bob@/site",
                            "mysql://@host/site",
                            "mysql://bob@host:0/site",
                            "mysql://bob@host:70000/site",
                            "mysql://bob@host:x/site",
                            "mysql://bob@[::1/site",
                            "mysql://bob@[::1]x/site",
                            "mysql://bob@host/site?ssl=on",
                            "postgresql://bob@host/site?passfile=/x",
                            "postgresql://bob@host/site?sslmode",
                            "postgresql://bob@ho st/site",
                            "mysql://bob@ho;st/site",
                            "mysql://b%zzb@host/site",
                            "mysql://bob:p%00@host/site"}) {
      const auto found = Address::parse(url);
      CPPUNIT_ASSERT_MESSAGE(url, !found);
      CPPUNIT_ASSERT(found.error().code == ErrorCode::kInvalidArgument);
    }
  }

  void quotesNothingOfWhatItRefuses() {
    for (const char* url : {"mysql://bob:hunter2@host:hunter2/site", "hunter2://x",
                            "mysql://hunter2", "postgresql://bob:hunter2@host/site?hunter2=1"}) {
      const std::string why = Address::parse(url).error().message;
      CPPUNIT_ASSERT_MESSAGE(url, why.find("hunter2") == std::string::npos);
    }
  }

  void refusesWhatTheConnectorCannotBeTold() {
    CPPUNIT_ASSERT(Address::parse("postgresql://bob:p'w\\;@host/site")->check());
    CPPUNIT_ASSERT(!Address::parse("postgresql://bob:p%20w@host/site")->check());
    CPPUNIT_ASSERT(!Address::parse("postgresql://bob@host/site?sslkey=/a%20b")->check());
    CPPUNIT_ASSERT(Address::parse("mysql://bob:p%20w@host/site")->check());
    CPPUNIT_ASSERT(!Address::parse("mysql://bob:p;w@host/site")->check());
    CPPUNIT_ASSERT(!Address::parse("mysql://bob:pw%20@host/site")->check());
    CPPUNIT_ASSERT(Address::parse("sqlite:///a b;c")->check());
  }

  void showsNoSecret() {
    CPPUNIT_ASSERT_EQUAL("postgresql://[::1]:5432/site"s,
                         Address::parse("postgres://bob:pw@[::1]/site?sslkey=/k")->shown());
    CPPUNIT_ASSERT_EQUAL("mysql://h:3306/site"s,
                         Address::parse("mariadb://bob:pw@h/site")->shown());
    CPPUNIT_ASSERT_EQUAL("sqlite:///srv/db"s, Address::parse("sqlite:///srv/db")->shown());
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(SqlAddressTest);

}  // namespace
}  // namespace fanfare::sessions::sql
