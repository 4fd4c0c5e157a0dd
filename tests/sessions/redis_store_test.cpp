#include "sessions/redis_store.h"

#include <future>
#include <memory>
#include <string>

#include <cppunit/extensions/HelperMacros.h>

#include "support/recording_log.h"
#include "support/redis_server.h"

namespace fanfare::sessions {
namespace {

using namespace std::string_literals;
using testing::RedisServer;

class RedisStoreTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(RedisStoreTest);
  CPPUNIT_TEST(readsWhatLiesUnderEachKey);
  CPPUNIT_TEST(takesWhatIsNoStringForNoSession);
  CPPUNIT_TEST(takesWhatIsTooLargeForNoSession);
  CPPUNIT_TEST(failsWhereRedisIsAway);
  CPPUNIT_TEST(canReadLater);
  CPPUNIT_TEST_SUITE_END();

 public:
  void setUp() override {
    server_ = std::make_unique<RedisServer>();
    redis::LinkOptions options;
    options.address = RedisAddress::parse(server_->socketUrl()).value();
    options.timeout = std::chrono::seconds(5);
    client_ = std::make_shared<redis::Client>(clock_, log_, options);
  }
  void tearDown() override {
    client_.reset();
    server_.reset();
  }

  void readsWhatLiesUnderEachKey() {
    server_->ask({"SET", "session:a", "one"});
    server_->ask({"SET", "session:b c", "t\0wo"s});

    const auto found = store().read({"a", "nobody", "b c"});

    CPPUNIT_ASSERT(*found == SessionStore::Found({"one", std::nullopt, "t\0wo"s}));
  }

  void canReadLater() {
    std::promise<void> called;
    CPPUNIT_ASSERT(
        store().readLater({"a"}, [&called](const auto& /*found*/) { called.set_value(); }));
    called.get_future().get();
  }

  void takesWhatIsNoStringForNoSession() {
    server_->ask({"HSET", "session:hash", "field", "value"});

    CPPUNIT_ASSERT(*store().read({"hash"}) == SessionStore::Found({std::nullopt}));
  }

  void takesWhatIsTooLargeForNoSession() {
    server_->ask({"SET", "session:large", std::string(RedisStore::kMaxSessionBytes + 1, 'x')});
    server_->ask({"SET", "session:fits", std::string(RedisStore::kMaxSessionBytes, 'x')});

    const auto found = store().read({"large", "fits"});

    CPPUNIT_ASSERT(!found->at(0) && found->at(1));
  }

  void failsWhereRedisIsAway() {
    (void)store().read({"a"});
    server_->stop();

    while (store().read({"a"}).has_value()) {
    }
  }

 private:
  RedisStore store() const { return {client_, "session:"}; }

  const SteadyClock clock_{};
  testing::RecordingLog log_;
  std::unique_ptr<RedisServer> server_;
  std::shared_ptr<redis::Client> client_;
};

CPPUNIT_TEST_SUITE_REGISTRATION(RedisStoreTest);

}  // namespace
}  // namespace fanfare::sessions
