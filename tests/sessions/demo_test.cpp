#include "sessions/demo.h"

#include <cppunit/extensions/HelperMacros.h>

namespace fanfare::sessions {
namespace {

using namespace std::string_literals;

class DemoResolverTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(DemoResolverTest);
  CPPUNIT_TEST(takesAVisitorByTheNameInTheAddress);
  CPPUNIT_TEST(fallsBackToTheCookie);
  CPPUNIT_TEST(leavesWhoGivesNoNameAnonymous);
  CPPUNIT_TEST(failsOnNamesThatAreTooLongOrMalformed);
  CPPUNIT_TEST_SUITE_END();

 public:
  void takesAVisitorByTheNameInTheAddress() {
    handshake_.query = {{"demo-name", "Ada 17"}};
    handshake_.cookies = {{"demo-name", "Alan"}, {"demo-session", "abc"}};

    const Identity identity = DemoResolver().resolve(handshake_).value();

    CPPUNIT_ASSERT_EQUAL("Ada 17"s, identity.user);
    CPPUNIT_ASSERT((identity.groups == std::vector<std::string>{"visitors"}));
    CPPUNIT_ASSERT_EQUAL("abc"s, identity.sessionKey);
  }

  void fallsBackToTheCookie() {
    handshake_.cookies = {{"demo-name", "Alan"}};
    CPPUNIT_ASSERT_EQUAL("Alan"s, DemoResolver().resolve(handshake_)->user);
  }

  void leavesWhoGivesNoNameAnonymous() {
    const Identity identity = DemoResolver().resolve(handshake_).value();

    CPPUNIT_ASSERT(identity.isAnonymous());
    CPPUNIT_ASSERT(identity.groups.empty());
  }

  void failsOnNamesThatAreTooLongOrMalformed() {
    for (const auto& bad : {std::string(65, 'a'), "a\nb"s, "\xff"s}) {
      handshake_.query = {{"demo-name", bad}};
      CPPUNIT_ASSERT(!DemoResolver().resolve(handshake_));
    }
    handshake_.query.clear();
    handshake_.cookies = {{"demo-session", std::string(65, 'a')}};
    CPPUNIT_ASSERT(!DemoResolver().resolve(handshake_));
  }

 private:
  Handshake handshake_;
};

CPPUNIT_TEST_SUITE_REGISTRATION(DemoResolverTest);

}  // namespace
}  // namespace fanfare::sessions
