#include <string>

#include "support/redis_publisher_fixture.h"

namespace fanfare::publisher {
namespace {

using testing::RedisServer;

// What RedisPublisher::disconnect() and revoke() end.
class RedisPublisherEndsTest : public testing::RedisPublisherFixture {
  CPPUNIT_TEST_SUITE(RedisPublisherEndsTest);
  CPPUNIT_TEST(writesATombstoneBeforeItTellsOfItsEnd);
  CPPUNIT_TEST(saysWhoLosesAGroup);
  CPPUNIT_TEST(refusesToEndWhatHasNoName);
  CPPUNIT_TEST(reportsThatNothingWasEndedWithoutRedis);
  CPPUNIT_TEST_SUITE_END();

 public:
  void writesATombstoneBeforeItTellsOfItsEnd() {
    auto publisher = publisherTo("chat", {});
    const RedisServer::Monitor monitor(*redis_);

    CPPUNIT_ASSERT(publisher.disconnect({Disconnect::By::kUser, "mary"}));

    const Lines seen = monitor.commands();
    const std::string stamp = redis_->ask({"GET", "fanfare:revoked:user:mary"});
    CPPUNIT_ASSERT(
        (seen == Lines{R"("TIME")", R"("MULTI")",
                       R"("SETEX" "fanfare:revoked:user:mary" "2678400" ")" + stamp + "\"",
                       R"("PUBLISH" "fanfare:control" "{\"disconnect\":{\"user\":\"mary\"}}")",
                       R"("EXEC")"}));
  }

  void saysWhoLosesAGroup() {
    auto publisher = publisherTo("chat", {});

    CPPUNIT_ASSERT(publisher.revoke({"ma:ry", "staff"}));

    CPPUNIT_ASSERT_EQUAL(std::string("fanfare:revoked:group:ma%3Ary:staff"),
                         redis_->ask({"KEYS", "*"}));
  }

  void refusesToEndWhatHasNoName() {
    using By = Disconnect::By;
    auto publisher = publisherTo("chat", {});
    const RedisServer::Monitor monitor(*redis_);

    expectInvalid(publisher.disconnect({By::kUser, ""}), "user: must not be empty");
    expectInvalid(publisher.disconnect({By::kUser, "\xff"}), "user: is not UTF-8");
    expectInvalid(publisher.disconnect({By::kConnection, "mary"}),
                  "connection: must be the number");
    expectInvalid(publisher.revoke({"mary", ""}), "revoke: must name a user and a group");
    expectInvalid(publisher.revoke({"mary", "\xff"}), "group: is not UTF-8");

    CPPUNIT_ASSERT(monitor.commands().empty());
  }

  void reportsThatNothingWasEndedWithoutRedis() {
    auto publisher = publisherTo("chat", {});
    redis_->stop();

    const auto refused = publisher.disconnect({Disconnect::By::kFacility, "chat"});

    CPPUNIT_ASSERT(!refused);
    CPPUNIT_ASSERT(refused.error().code == ErrorCode::kUnavailable);
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(RedisPublisherEndsTest);

}  // namespace
}  // namespace fanfare::publisher
