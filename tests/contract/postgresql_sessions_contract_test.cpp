#include <cppunit/extensions/HelperMacros.h>

#include "contract/sql_sessions_contract.h"

namespace fanfare::sessions::sql {
namespace {

using testing::PostgresqlServer;
using testing::SqlSessionsContract;

class PostgresqlSessionsContractTest : public SqlSessionsContract<PostgresqlServer> {
  CPPUNIT_TEST_SUB_SUITE(PostgresqlSessionsContractTest, SqlSessionsContract<PostgresqlServer>);
  CPPUNIT_TEST_SUITE_END();
};

CPPUNIT_TEST_SUITE_REGISTRATION(PostgresqlSessionsContractTest);

}  // namespace
}  // namespace fanfare::sessions::sql
