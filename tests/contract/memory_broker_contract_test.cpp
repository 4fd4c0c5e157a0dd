#include <cppunit/extensions/HelperMacros.h>

#include "brokers/memory_broker.h"
#include "contract/broker_contract.h"
#include "contract/broker_topics_contract.h"
#include "support/memory_harness.h"

namespace fanfare::brokers {
namespace {

using testing::BrokerContract;
using testing::BrokerTopicsContract;
using testing::MemoryHarness;

class MemoryBrokerContractTest : public BrokerContract<MemoryHarness> {
  CPPUNIT_TEST_SUB_SUITE(MemoryBrokerContractTest, BrokerContract<MemoryHarness>);
  CPPUNIT_TEST_SUITE_END();
};

class MemoryBrokerTopicsContractTest : public BrokerTopicsContract<MemoryHarness> {
  CPPUNIT_TEST_SUB_SUITE(MemoryBrokerTopicsContractTest, BrokerTopicsContract<MemoryHarness>);
  CPPUNIT_TEST_SUITE_END();
};

CPPUNIT_TEST_SUITE_REGISTRATION(MemoryBrokerContractTest);
CPPUNIT_TEST_SUITE_REGISTRATION(MemoryBrokerTopicsContractTest);

}  // namespace
}  // namespace fanfare::brokers
