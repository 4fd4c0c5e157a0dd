#include <cppunit/extensions/HelperMacros.h>

#include "contract/django_users_contract.h"

namespace fanfare::sessions::sql {
namespace {

using testing::DjangoUsersContract;
using testing::SqliteFile;

class SqliteUsersContractTest : public DjangoUsersContract<SqliteFile> {
  CPPUNIT_TEST_SUB_SUITE(SqliteUsersContractTest, DjangoUsersContract<SqliteFile>);
  CPPUNIT_TEST_SUITE_END();
};

CPPUNIT_TEST_SUITE_REGISTRATION(SqliteUsersContractTest);

}  // namespace
}  // namespace fanfare::sessions::sql
