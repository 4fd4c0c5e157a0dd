#include "policies/subscribe_only.h"

#include <cppunit/extensions/HelperMacros.h>

namespace fanfare::policies {
namespace {

const Channel kChat = Channel::parse("broadcast:chat").value();
const RequestedChannel kHear{Access::kSubscribe, kChat};
const RequestedChannel kSpeak{Access::kPublish, kChat};

class SubscribeOnlyTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(SubscribeOnlyTest);
  CPPUNIT_TEST(grantsSubscribingAndWithholdsPublishing);
  CPPUNIT_TEST(namesTheSettingThatDecided);
  CPPUNIT_TEST_SUITE_END();

 public:
  void grantsSubscribingAndWithholdsPublishing() {
    const Grant grant = grantOf({kSpeak, kHear});

    CPPUNIT_ASSERT(grant.granted == RequestedChannels{kHear});
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, grant.withheld.size());
    CPPUNIT_ASSERT(grant.withheld[0].requested == kSpeak);
  }

  void namesTheSettingThatDecided() {
    const Grant grant = grantOf({kSpeak});

    CPPUNIT_ASSERT_EQUAL(std::string("policy.type = subscribe-only"), grant.withheld[0].rule);
  }

 private:
  static Grant grantOf(const RequestedChannels& requested) {
    return std::get<Grant>(decide(SubscribeOnly(), Handshake{}, Identity{}, requested));
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(SubscribeOnlyTest);

}  // namespace
}  // namespace fanfare::policies
