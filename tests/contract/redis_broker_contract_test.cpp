#include <cppunit/extensions/HelperMacros.h>

#include "contract/broker_contract.h"
#include "support/redis_harness.h"

namespace fanfare::brokers {
namespace {

using testing::BrokerContract;
using testing::RedisHarness;

class RedisBrokerContractTest : public BrokerContract<RedisHarness> {
  CPPUNIT_TEST_SUB_SUITE(RedisBrokerContractTest, BrokerContract<RedisHarness>);
  CPPUNIT_TEST_SUITE_END();
};

CPPUNIT_TEST_SUITE_REGISTRATION(RedisBrokerContractTest);

}  // namespace
}  // namespace fanfare::brokers
