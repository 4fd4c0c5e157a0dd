#include "policies/allow_all.h"

#include <cppunit/extensions/HelperMacros.h>

namespace fanfare::policies {
namespace {

class AllowAllTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(AllowAllTest);
  CPPUNIT_TEST(grantsAllThatIsRequested);
  CPPUNIT_TEST_SUITE_END();

 public:
  void grantsAllThatIsRequested() {
    const Channel chat = Channel::parse("broadcast:chat").value();
    const RequestedChannels requested = {{Access::kPublish, chat}, {Access::kSubscribe, chat}};

    const Grant grant = std::get<Grant>(decide(AllowAll(), {}, {}, requested));

    CPPUNIT_ASSERT(grant.granted == requested);
    CPPUNIT_ASSERT(grant.withheld.empty());
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(AllowAllTest);

}  // namespace
}  // namespace fanfare::policies
