#include <cppunit/extensions/HelperMacros.h>

#include "contract/sql_sessions_contract.h"

namespace fanfare::sessions::sql {
namespace {

using testing::SqliteFile;
using testing::SqlSessionsContract;

class SqliteSessionsContractTest : public SqlSessionsContract<SqliteFile> {
  CPPUNIT_TEST_SUB_SUITE(SqliteSessionsContractTest, SqlSessionsContract<SqliteFile>);
  CPPUNIT_TEST_SUITE_END();
};

CPPUNIT_TEST_SUITE_REGISTRATION(SqliteSessionsContractTest);

}  // namespace
}  // namespace fanfare::sessions::sql
