#include <cppunit/extensions/HelperMacros.h>

#include "brokers/memory_broker.h"
#include "contract/broker_contract.h"
#include "support/memory_harness.h"

namespace fanfare::brokers {
namespace {

using testing::BrokerContract;
using testing::MemoryHarness;

class MemoryBrokerContractTest : public BrokerContract<MemoryHarness> {
  CPPUNIT_TEST_SUB_SUITE(MemoryBrokerContractTest, BrokerContract<MemoryHarness>);
  CPPUNIT_TEST_SUITE_END();
};

CPPUNIT_TEST_SUITE_REGISTRATION(MemoryBrokerContractTest);

}  // namespace
}  // namespace fanfare::brokers
