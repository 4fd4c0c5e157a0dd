#include "app/options.h"

#include <cppunit/extensions/HelperMacros.h>

#include "app/config/load.h"

namespace fanfare::app {
namespace {

NodeOptions nodeOptionsWith(std::vector<std::string> settings) {
  const auto loaded = loadConfig({"", {}, std::move(settings)});
  CPPUNIT_ASSERT(loaded.problems.empty());
  return nodeOptionsOf(loaded.config);
}

class OptionsTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(OptionsTest);
  CPPUNIT_TEST(waitsForTheBrokerNoLongerThanAStopMayTake);
  CPPUNIT_TEST(handsOnThatPingsAreOff);
  CPPUNIT_TEST(handsTheBoundsOfAllClientsOn);
  CPPUNIT_TEST_SUITE_END();

 public:
  void waitsForTheBrokerNoLongerThanAStopMayTake() {
    using std::chrono::milliseconds;
    using std::chrono::seconds;

    CPPUNIT_ASSERT(nodeOptionsWith({"broker.redis.timeout=0.5"}).brokerPatience ==
                   milliseconds(500));
    CPPUNIT_ASSERT(nodeOptionsWith({"broker.redis.timeout=3600"}).brokerPatience == seconds(10));
  }

  void handsOnThatPingsAreOff() {
    CPPUNIT_ASSERT(nodeOptionsWith({"ping.interval=0"}).endpoint.pingInterval ==
                   std::chrono::milliseconds(0));
  }

  void handsTheBoundsOfAllClientsOn() {
    const auto options =
        nodeOptionsWith({"message.max_total_bytes=3M", "outbox.max_total_bytes=5M"});

    CPPUNIT_ASSERT_EQUAL(std::size_t{3} << 20, options.maxReceivedBytes);
    CPPUNIT_ASSERT_EQUAL(std::size_t{5} << 20, options.maxQueuedBytes);
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(OptionsTest);

}  // namespace
}  // namespace fanfare::app
