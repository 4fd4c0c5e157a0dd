#include "app/broker_maker.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <cppunit/extensions/HelperMacros.h>

#include "app/config/load.h"
#include "net/reactor.h"
#include "support/deaf_listener.h"
#include "support/recording_log.h"

namespace fanfare::app {
namespace {

class BrokerMakerTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(BrokerMakerTest);
  CPPUNIT_TEST(makesTheBrokerOfThatName);
  CPPUNIT_TEST(namesTheSettingThatIsWrong);
  CPPUNIT_TEST_SUITE_END();

 public:
  void makesTheBrokerOfThatName() {
    for (const std::string name : {"memory", "redis"}) {
      const auto make = makerWith({"broker.type=" + name});

      CPPUNIT_ASSERT(make);
      CPPUNIT_ASSERT_EQUAL(name, std::string((*make)(reactor_, listener_)->name()));
    }
  }

  void namesTheSettingThatIsWrong() {
    const std::vector<std::pair<std::vector<std::string>, std::string>> wrong{
        {{"broker.type=plugin"}, "broker.type = plugin needs broker.plugin.library"},
        {{"broker.type=plugin", "broker.plugin.library=x.so"},
         "broker.plugin.library: 'x.so' is no absolute path"},
        {{"broker.plugin.library=/x.so"},
         "broker.plugin.library is set, but broker.type is not plugin"}};
    for (const auto& [settings, said] : wrong) {
      const auto make = makerWith(settings);

      CPPUNIT_ASSERT(!make);
      CPPUNIT_ASSERT_EQUAL(said, make.error().message);
    }
  }

 private:
  Result<BrokerThread::MakeBroker> makerWith(std::vector<std::string> settings) {
    return brokerMakerOf(loadConfig({"", {}, std::move(settings)}).config, clock_, log_);
  }

  SteadyClock clock_;
  testing::RecordingLog log_;
  net::Reactor reactor_{clock_};
  testing::DeafListener listener_;
};

CPPUNIT_TEST_SUITE_REGISTRATION(BrokerMakerTest);

}  // namespace
}  // namespace fanfare::app
