#include "sessions/none.h"

#include <cppunit/extensions/HelperMacros.h>

namespace fanfare::sessions {
namespace {

using namespace std::string_literals;

Handshake handshakeWith(const std::string& session) {
  Handshake handshake;
  handshake.cookies = {{"other", "x"}, {"sessionid", session}};
  return handshake;
}

class NoResolverTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(NoResolverTest);
  CPPUNIT_TEST(knowsNobody);
  CPPUNIT_TEST(takesTheCookieThatIsNamedForTheSession);
  CPPUNIT_TEST(failsOnACookieThatMakesNoChannel);
  CPPUNIT_TEST_SUITE_END();

 public:
  void knowsNobody() {
    CPPUNIT_ASSERT(NoResolver("").resolve(handshakeWith("abc"))->isAnonymous());
    CPPUNIT_ASSERT(NoResolver("another").resolve(handshakeWith("abc"))->isAnonymous());
  }

  void takesTheCookieThatIsNamedForTheSession() {
    const Identity identity = NoResolver("sessionid").resolve(handshakeWith("\"a b\"")).value();

    CPPUNIT_ASSERT_EQUAL("\"a b\""s, identity.sessionKey);
    CPPUNIT_ASSERT(identity.user.empty());
  }

  void failsOnACookieThatMakesNoChannel() {
    for (const auto& bad : {"\xff"s, std::string(2000, 'a')}) {
      const auto identity = NoResolver("sessionid").resolve(handshakeWith(bad));
      CPPUNIT_ASSERT_EQUAL("the cookie 'sessionid' is malformed"s, identity.error().message);
    }
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(NoResolverTest);

}  // namespace
}  // namespace fanfare::sessions
