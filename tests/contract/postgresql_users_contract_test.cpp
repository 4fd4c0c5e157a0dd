#include <cppunit/extensions/HelperMacros.h>

#include "contract/django_users_contract.h"

namespace fanfare::sessions::sql {
namespace {

using testing::DjangoUsersContract;
using testing::PostgresqlServer;

class PostgresqlUsersContractTest : public DjangoUsersContract<PostgresqlServer> {
  CPPUNIT_TEST_SUB_SUITE(PostgresqlUsersContractTest, DjangoUsersContract<PostgresqlServer>);
  CPPUNIT_TEST_SUITE_END();
};

CPPUNIT_TEST_SUITE_REGISTRATION(PostgresqlUsersContractTest);

}  // namespace
}  // namespace fanfare::sessions::sql
