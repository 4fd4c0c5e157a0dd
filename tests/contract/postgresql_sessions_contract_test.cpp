#include <cppunit/extensions/HelperMacros.h>

#include "contract/sql_sessions_contract.h"

namespace fanfare::sessions::sql {
namespace {

using testing::PostgresqlServer;
using testing::ServerSessionsContract;

class PostgresqlSessionsContractTest : public ServerSessionsContract<PostgresqlServer> {
  CPPUNIT_TEST_SUB_SUITE(PostgresqlSessionsContractTest, ServerSessionsContract<PostgresqlServer>);
  CPPUNIT_TEST_SUITE_END();
};

CPPUNIT_TEST_SUITE_REGISTRATION(PostgresqlSessionsContractTest);

}  // namespace
}  // namespace fanfare::sessions::sql
