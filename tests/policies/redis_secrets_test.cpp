#include "policies/redis_secrets.h"

#include <cppunit/extensions/HelperMacros.h>

#include "support/recording_log.h"
#include "support/redis_server.h"

namespace fanfare::policies {
namespace {

using namespace std::string_literals;
using testing::RedisServer;

const std::vector<std::string> kKeys = {"ws-emit::secret::*", "r2ws::room_secret::*"};

class RedisSecretsTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(RedisSecretsTest);
  CPPUNIT_TEST(findsSecretsUnderTheFirstNameThatExists);
  CPPUNIT_TEST(failsForWhatIsNoText);
  CPPUNIT_TEST(failsWithoutItsRedis);
  CPPUNIT_TEST_SUITE_END();

 public:
  void setUp() override {
    server_ = std::make_unique<RedisServer>();
    redis::LinkOptions options;
    options.address = RedisAddress::parse(server_->url()).value();
    options.timeout = std::chrono::seconds(2);
    client_ = std::make_shared<redis::Client>(clock_, log_, options);
  }
  void tearDown() override {
    client_.reset();
    server_.reset();
  }

  void findsSecretsUnderTheFirstNameThatExists() {
    server_->ask({"SET", "r2ws::room_secret::dir", "old"});
    server_->ask({"SET", "r2ws::room_secret::other", "only"});
    server_->ask({"SET", "ws-emit::secret::dir", "new"});
    server_->ask({"SET", "ws-emit::secret::", "of no name"});

    const auto found = RedisSecrets(client_, kKeys).secretsOf({"dir", "other", "nowhere", ""});

    CPPUNIT_ASSERT_EQUAL("new"s, found->at(0).value());
    CPPUNIT_ASSERT_EQUAL("only"s, found->at(1).value());
    CPPUNIT_ASSERT(!found->at(2));
    CPPUNIT_ASSERT_EQUAL("of no name"s, found->at(3).value());
  }

  void failsForWhatIsNoText() {
    server_->ask({"RPUSH", "ws-emit::secret::dir", "list"});
    server_->ask({"SET", "r2ws::room_secret::dir", "old"});

    CPPUNIT_ASSERT(!RedisSecrets(client_, kKeys).secretsOf({"dir"}));
  }

  void failsWithoutItsRedis() {
    server_->stop();
    CPPUNIT_ASSERT(!RedisSecrets(client_, kKeys).secretsOf({"dir"}));
  }

 private:
  const SteadyClock clock_{};
  testing::RecordingLog log_;
  std::unique_ptr<RedisServer> server_;
  std::shared_ptr<redis::Client> client_;
};

CPPUNIT_TEST_SUITE_REGISTRATION(RedisSecretsTest);

}  // namespace
}  // namespace fanfare::policies
