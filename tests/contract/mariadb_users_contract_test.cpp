#include <cppunit/extensions/HelperMacros.h>

#include "contract/django_users_contract.h"

namespace fanfare::sessions::sql {
namespace {

using testing::DjangoUsersContract;
using testing::MariadbServer;

class MariadbUsersContractTest : public DjangoUsersContract<MariadbServer> {
  CPPUNIT_TEST_SUB_SUITE(MariadbUsersContractTest, DjangoUsersContract<MariadbServer>);
  CPPUNIT_TEST_SUITE_END();
};

CPPUNIT_TEST_SUITE_REGISTRATION(MariadbUsersContractTest);

}  // namespace
}  // namespace fanfare::sessions::sql
