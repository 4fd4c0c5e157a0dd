#include "redis/reply.h"

#include <cppunit/extensions/HelperMacros.h>

namespace fanfare::redis {
namespace {

Reply replyOf(ReplyType type, std::string text = {}) {
  Reply reply;
  reply.type = type;
  reply.text = std::move(text);
  return reply;
}

class ReplyTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ReplyTest);
  CPPUNIT_TEST(withoutAnErrorIsItself);
  CPPUNIT_TEST(withAnErrorIsThatError);
  CPPUNIT_TEST(withAnErrorAmongItsItemsIsThatError);
  CPPUNIT_TEST(isAStringOrNothing);
  CPPUNIT_TEST(tellsAKeyOfAnotherTypeFromAFailure);
  CPPUNIT_TEST(isNoStringIfItIsSomethingElse);
  CPPUNIT_TEST_SUITE_END();

 public:
  void withoutAnErrorIsItself() {
    const auto reply = withoutError(replyOf(ReplyType::kStatus, "OK"));

    CPPUNIT_ASSERT(reply);
    CPPUNIT_ASSERT_EQUAL(std::string("OK"), reply->text);
  }

  void withAnErrorIsThatError() {
    const auto reply = withoutError(replyOf(ReplyType::kError, "MISCONF disk"));

    CPPUNIT_ASSERT(!reply);
    CPPUNIT_ASSERT(reply.error().code == ErrorCode::kUnavailable);
    CPPUNIT_ASSERT_EQUAL(std::string("redis: MISCONF disk"), reply.error().message);
  }

  void withAnErrorAmongItsItemsIsThatError() {
    Reply exec = replyOf(ReplyType::kArray);
    exec.items = {replyOf(ReplyType::kStatus, "OK"), replyOf(ReplyType::kError, "OOM full")};

    const auto reply = withoutError(std::move(exec));

    CPPUNIT_ASSERT(!reply);
    CPPUNIT_ASSERT_EQUAL(std::string("redis: OOM full"), reply.error().message);
  }

  void isAStringOrNothing() {
    const auto text = asOptionalString(replyOf(ReplyType::kString, std::string("a\0b", 3)));
    const auto nothing = asOptionalString(replyOf(ReplyType::kNil));

    CPPUNIT_ASSERT(text && text->has_value() && **text == std::string("a\0b", 3));
    CPPUNIT_ASSERT(nothing && !nothing->has_value());
  }

  void tellsAKeyOfAnotherTypeFromAFailure() {
    const auto wrongType = asOptionalString(replyOf(ReplyType::kError, "WRONGTYPE Operation"));
    const auto failure = asOptionalString(replyOf(ReplyType::kError, "ERR"));

    CPPUNIT_ASSERT(!wrongType && wrongType.error().code == ErrorCode::kInvalidArgument);
    CPPUNIT_ASSERT(!failure && failure.error().code == ErrorCode::kUnavailable);
  }

  void isNoStringIfItIsSomethingElse() {
    CPPUNIT_ASSERT(!asOptionalString(replyOf(ReplyType::kInteger)));
    CPPUNIT_ASSERT(!asOptionalString(replyOf(ReplyType::kArray)));
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(ReplyTest);

}  // namespace
}  // namespace fanfare::redis
