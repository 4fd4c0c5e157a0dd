#include <cppunit/extensions/HelperMacros.h>

#include "contract/broker_contract.h"
#include "contract/broker_topics_contract.h"
#include "support/redis_harness.h"

namespace fanfare::brokers {
namespace {

using testing::BrokerContract;
using testing::BrokerTopicsContract;
using testing::RedisHarness;

class RedisBrokerContractTest : public BrokerContract<RedisHarness> {
  CPPUNIT_TEST_SUB_SUITE(RedisBrokerContractTest, BrokerContract<RedisHarness>);
  CPPUNIT_TEST_SUITE_END();
};

class RedisBrokerTopicsContractTest : public BrokerTopicsContract<RedisHarness> {
  CPPUNIT_TEST_SUB_SUITE(RedisBrokerTopicsContractTest, BrokerTopicsContract<RedisHarness>);
  CPPUNIT_TEST_SUITE_END();
};

CPPUNIT_TEST_SUITE_REGISTRATION(RedisBrokerContractTest);
CPPUNIT_TEST_SUITE_REGISTRATION(RedisBrokerTopicsContractTest);

}  // namespace
}  // namespace fanfare::brokers
