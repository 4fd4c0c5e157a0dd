#include <cppunit/extensions/HelperMacros.h>

#include "contract/sql_sessions_contract.h"

namespace fanfare::sessions::sql {
namespace {

using testing::MariadbServer;
using testing::ServerSessionsContract;

class MariadbSessionsContractTest : public ServerSessionsContract<MariadbServer> {
  CPPUNIT_TEST_SUB_SUITE(MariadbSessionsContractTest, ServerSessionsContract<MariadbServer>);
  CPPUNIT_TEST_SUITE_END();
};

CPPUNIT_TEST_SUITE_REGISTRATION(MariadbSessionsContractTest);

}  // namespace
}  // namespace fanfare::sessions::sql
