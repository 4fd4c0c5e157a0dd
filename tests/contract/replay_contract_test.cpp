#include "contract/replay_contract.h"

#include <cppunit/extensions/HelperMacros.h>

#include "support/memory_harness.h"
#include "support/redis_harness.h"

namespace fanfare::core {
namespace {

using testing::MemoryHarness;
using testing::RedisHarness;
using testing::ReplayContract;

class MemoryReplayContractTest : public ReplayContract<MemoryHarness> {
  CPPUNIT_TEST_SUB_SUITE(MemoryReplayContractTest, ReplayContract<MemoryHarness>);
  CPPUNIT_TEST_SUITE_END();
};

class RedisReplayContractTest : public ReplayContract<RedisHarness> {
  CPPUNIT_TEST_SUB_SUITE(RedisReplayContractTest, ReplayContract<RedisHarness>);
  CPPUNIT_TEST_SUITE_END();
};

CPPUNIT_TEST_SUITE_REGISTRATION(MemoryReplayContractTest);
CPPUNIT_TEST_SUITE_REGISTRATION(RedisReplayContractTest);

}  // namespace
}  // namespace fanfare::core
