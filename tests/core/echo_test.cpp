#include "core/echo.h"

#include <cppunit/extensions/HelperMacros.h>

namespace fanfare::core {
namespace {

class EchoTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(EchoTest);
  CPPUNIT_TEST(withholdsWhatEqualsTheLastSent);
  CPPUNIT_TEST(withholdsNothingBeforeAnythingWasSent);
  CPPUNIT_TEST(withholdsNothingBehindAHeartbeat);
  CPPUNIT_TEST(withholdsNothingWhereEchoIsOn);
  CPPUNIT_TEST(keepsNoMessage);
  CPPUNIT_TEST_SUITE_END();

 public:
  void withholdsWhatEqualsTheLastSent() {
    echo_.onSent(*makeMessage("before"));
    echo_.onSent(*makeMessage("mine"));

    CPPUNIT_ASSERT(echo_.mayWithhold());
    CPPUNIT_ASSERT(echo_.withholds(*makeMessage("mine")));
    CPPUNIT_ASSERT(!echo_.withholds(*makeMessage("mint")));
    CPPUNIT_ASSERT(!echo_.withholds(*makeMessage("mine!")));
    CPPUNIT_ASSERT(!echo_.withholds(*makeMessage("before")));
  }

  void withholdsNothingBeforeAnythingWasSent() {
    CPPUNIT_ASSERT(!echo_.mayWithhold());
    CPPUNIT_ASSERT(!echo_.withholds(*makeMessage("")));
    CPPUNIT_ASSERT(!echo_.withholds(*makeMessage("any")));
  }

  void withholdsNothingBehindAHeartbeat() {
    echo_.onSent(*makeMessage("mine"));
    echo_.onHeartbeat();

    CPPUNIT_ASSERT(!echo_.mayWithhold());
    CPPUNIT_ASSERT(!echo_.withholds(*makeMessage("mine")));
  }

  void withholdsNothingWhereEchoIsOn() {
    Echo on(EchoMode::kOn);
    on.onSent(*makeMessage("mine"));

    CPPUNIT_ASSERT(!on.withholds(*makeMessage("mine")));
  }

  void keepsNoMessage() {
    const MessagePtr large = makeMessage(std::string(100'000, 'x'));
    echo_.onSent(*large);

    CPPUNIT_ASSERT_EQUAL(1L, large.use_count());
    CPPUNIT_ASSERT(echo_.withholds(*large));
  }

 private:
  Echo echo_{EchoMode::kOff};
};

CPPUNIT_TEST_SUITE_REGISTRATION(EchoTest);

}  // namespace
}  // namespace fanfare::core
