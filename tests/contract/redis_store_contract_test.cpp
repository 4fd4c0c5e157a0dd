#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <cppunit/extensions/HelperMacros.h>

#include "contract/session_store_contract.h"
#include "sessions/redis_store.h"
#include "support/recording_log.h"
#include "support/redis_server.h"

namespace fanfare::sessions {
namespace {

class RedisStoreHarness {
 public:
  static constexpr std::size_t kMaxBytes = RedisStore::kMaxSessionBytes;

  RedisStoreHarness() {
    redis::LinkOptions options;
    options.address = RedisAddress::parse(server_.socketUrl()).value();
    options.timeout = std::chrono::seconds(5);
    store_ = std::make_unique<RedisStore>(std::make_shared<redis::Client>(clock_, log_, options),
                                          "session:");
  }

  SessionStore& store() { return *store_; }
  void goAway() { server_.stop(); }

  void put(const std::vector<std::pair<std::string, std::string>>& sessions) {
    testing::RedisServer::Words words = {"MSET"};
    for (const auto& [key, bytes] : sessions) {
      words.push_back("session:" + key);
      words.push_back(bytes);
    }
    server_.ask(words);
  }

 private:
  const SteadyClock clock_{};
  testing::RecordingLog log_;
  testing::RedisServer server_;
  std::unique_ptr<RedisStore> store_;
};

class RedisStoreContractTest : public testing::SessionStoreContract<RedisStoreHarness> {
  CPPUNIT_TEST_SUB_SUITE(RedisStoreContractTest, testing::SessionStoreContract<RedisStoreHarness>);
  CPPUNIT_TEST_SUITE_END();
};

CPPUNIT_TEST_SUITE_REGISTRATION(RedisStoreContractTest);

}  // namespace
}  // namespace fanfare::sessions
