#include "sessions/sql/query.h"

#include <string>

#include <cppunit/extensions/HelperMacros.h>

namespace fanfare::sessions::sql {
namespace {

using namespace std::string_literals;

class SqlQueryTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(SqlQueryTest);
  CPPUNIT_TEST(writesAPlaceholderForEachParameter);
  CPPUNIT_TEST(knowsWhatIsTheNameOfATable);
  CPPUNIT_TEST(quotesEachPartOfAName);
  CPPUNIT_TEST_SUITE_END();

 public:
  void writesAPlaceholderForEachParameter() {
    CPPUNIT_ASSERT_EQUAL(""s, placeholders(0));
    CPPUNIT_ASSERT_EQUAL("?"s, placeholders(1));
    CPPUNIT_ASSERT_EQUAL("?, ?, ?"s, placeholders(3));
  }

  void knowsWhatIsTheNameOfATable() {
    for (const char* name : {"auth_user", "public.auth_user", "A1$"}) {
      CPPUNIT_ASSERT_MESSAGE(name, isName(name));
    }
    for (const char* name : {"", ".", "a.", ".a", "a..b", "a b", "a;b", "a\"b", "a`b", "a'b", "a?b",
                             "a-b", "tabl\xC3\xA9"}) {
      CPPUNIT_ASSERT_MESSAGE(name, !isName(name));
    }
  }

  void quotesEachPartOfAName() {
    CPPUNIT_ASSERT_EQUAL("\"auth_user\""s, quoted(Engine::kSqlite, "auth_user"));
    CPPUNIT_ASSERT_EQUAL("\"public\".\"user\""s, quoted(Engine::kPostgresql, "public.user"));
    CPPUNIT_ASSERT_EQUAL("`site`.`user`"s, quoted(Engine::kMysql, "site.user"));
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(SqlQueryTest);

}  // namespace
}  // namespace fanfare::sessions::sql
