#include <cppunit/extensions/HelperMacros.h>

#include "contract/broker_contract.h"
#include "contract/broker_topics_contract.h"
#include "support/plugin_harness.h"

namespace fanfare::brokers {
namespace {

using testing::BrokerContract;
using testing::BrokerTopicsContract;
using testing::PluginHarness;

class PluginBrokerContractTest : public BrokerContract<PluginHarness> {
  CPPUNIT_TEST_SUB_SUITE(PluginBrokerContractTest, BrokerContract<PluginHarness>);
  CPPUNIT_TEST_SUITE_END();
};

class PluginBrokerTopicsContractTest : public BrokerTopicsContract<PluginHarness> {
  CPPUNIT_TEST_SUB_SUITE(PluginBrokerTopicsContractTest, BrokerTopicsContract<PluginHarness>);
  CPPUNIT_TEST_SUITE_END();
};

CPPUNIT_TEST_SUITE_REGISTRATION(PluginBrokerContractTest);
CPPUNIT_TEST_SUITE_REGISTRATION(PluginBrokerTopicsContractTest);

}  // namespace
}  // namespace fanfare::brokers
