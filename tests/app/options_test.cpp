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

std::size_t waitingThreadsWith(std::vector<std::string> settings) {
  settings.emplace_back("identity.django.secret_key=the secret key");
  const auto loaded = loadConfig({"", {}, std::move(settings)});
  CPPUNIT_ASSERT(loaded.problems.empty());
  return frontOptionsOf(loaded.config).waitingThreads;
}

class OptionsTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(OptionsTest);
  CPPUNIT_TEST(waitsForTheBrokerNoLongerThanAStopMayTake);
  CPPUNIT_TEST(handsOnThatPingsAreOff);
  CPPUNIT_TEST(handsTheBoundsOfAllClientsOn);
  CPPUNIT_TEST(hasAThreadMoreForEachThatMayWait);
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

  void hasAThreadMoreForEachThatMayWait() {
    const std::string resolver = "identity.resolver=header,django";
    const std::string url = "identity.django.db.url=sqlite:///srv/site/db";
    const std::string connections = "identity.django.db.connections=6";

    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, waitingThreadsWith({url, connections}));
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, waitingThreadsWith({resolver, connections}));
    CPPUNIT_ASSERT_EQUAL(std::size_t{6}, waitingThreadsWith({resolver, url, connections}));
    CPPUNIT_ASSERT_EQUAL(
        std::size_t{9},
        waitingThreadsWith({resolver, url, connections, "policy.type=http",
                            "policy.http.url=http://127.0.0.1/", "policy.http.max_waiting=3"}));
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(OptionsTest);

}  // namespace
}  // namespace fanfare::app
