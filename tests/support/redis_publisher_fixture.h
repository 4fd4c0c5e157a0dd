#ifndef FANFARE_TESTS_SUPPORT_REDIS_PUBLISHER_FIXTURE_H_
#define FANFARE_TESTS_SUPPORT_REDIS_PUBLISHER_FIXTURE_H_

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <cppunit/extensions/HelperMacros.h>

#include "fanfare/publisher/redis_publisher.h"

#include "support/redis_server.h"

namespace fanfare::testing {

// Publishers, and a Redis for them.
class RedisPublisherFixture : public CppUnit::TestFixture {
 public:
  void setUp() override { redis_ = std::make_unique<RedisServer>(); }
  void tearDown() override { redis_.reset(); }

 protected:
  using Lines = std::vector<std::string>;
  using RedisPublisher = publisher::RedisPublisher;

  static publisher::Options optionsFor(const RedisServer& redis) {
    publisher::Options options;
    options.url = redis.url();
    options.connectTimeout = options.commandTimeout = std::chrono::seconds(10);
    return options;
  }

  RedisPublisher publisherTo(std::string_view facility,
                             const publisher::Audiences& audiences) const {
    return publisherTo(facility, audiences, optionsFor(*redis_));
  }

  static RedisPublisher publisherTo(std::string_view facility,
                                    const publisher::Audiences& audiences,
                                    const publisher::Options& options) {
    auto publisher = RedisPublisher::create(options, facility, audiences);
    CPPUNIT_ASSERT(publisher);
    return std::move(publisher).value();
  }

  template <typename T>
  static void expectInvalid(const Result<T>& result, const std::string& part) {
    CPPUNIT_ASSERT(!result);
    CPPUNIT_ASSERT(result.error().code == ErrorCode::kInvalidArgument);
    CPPUNIT_ASSERT_MESSAGE(result.error().message,
                           result.error().message.find(part) != std::string::npos);
  }

  std::unique_ptr<RedisServer> redis_;  // of one case: fixtures are all made at the start
};

}  // namespace fanfare::testing

#endif  // FANFARE_TESTS_SUPPORT_REDIS_PUBLISHER_FIXTURE_H_
