#include "core/upgrade_request.h"

#include <cppunit/extensions/HelperMacros.h>

namespace fanfare::core {
namespace {

using namespace std::string_literals;

Handshake with(Fields headers) {
  Handshake handshake;
  handshake.headers = std::move(headers);
  return handshake;
}

class UpgradeRequestTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(UpgradeRequestTest);
  CPPUNIT_TEST(findsATokenInAList);
  CPPUNIT_TEST(findsATokenInAnyHeaderOfAName);
  CPPUNIT_TEST(joinsTheHeadersOfAName);
  CPPUNIT_TEST(wantsBothHeadersOfAnUpgrade);
  CPPUNIT_TEST_SUITE_END();

 public:
  void findsATokenInAList() {
    CPPUNIT_ASSERT(listHas("a,\tFanfare.V1 , b", "fanfare.v1"));
    CPPUNIT_ASSERT(!listHas("fanfare.v10, xfanfare.v1", "fanfare.v1"));
    CPPUNIT_ASSERT(!listHas("", "a"));
  }

  void findsATokenInAnyHeaderOfAName() {
    const Handshake handshake = with({{"Connection", "close"}, {"connection", "x, Upgrade"}});

    CPPUNIT_ASSERT(headerHas(handshake, "CONNECTION", "upgrade"));
    CPPUNIT_ASSERT(!headerHas(handshake, "Upgrade", "upgrade"));
  }

  void joinsTheHeadersOfAName() {
    const Handshake handshake = with({{"A", "1"}, {"B", "2"}, {"a", "3, 4"}});

    CPPUNIT_ASSERT_EQUAL("1, 3, 4"s, joinedHeader(handshake, "a"));
    CPPUNIT_ASSERT_EQUAL(""s, joinedHeader(handshake, "c"));
  }

  void wantsBothHeadersOfAnUpgrade() {
    const Field upgrade{"Upgrade", "h2c, WebSocket"};
    const Field connection{"Connection", "keep-alive, Upgrade"};

    CPPUNIT_ASSERT(asksForWebSocket(with({upgrade, connection})));
    CPPUNIT_ASSERT(!asksForWebSocket(with({upgrade})));
    CPPUNIT_ASSERT(!asksForWebSocket(with({connection})));
    CPPUNIT_ASSERT(!asksForWebSocket(with({upgrade, {"Connection", "keep-alive, upgraded"}})));
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(UpgradeRequestTest);

}  // namespace
}  // namespace fanfare::core
