#include "cli/message_source.h"

#include <sstream>
#include <vector>

#include <cppunit/extensions/HelperMacros.h>

namespace fanfare::cli {
namespace {

class MessageSourceTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(MessageSourceTest);
  CPPUNIT_TEST(sendsTheOneMessageAndReadsNothing);
  CPPUNIT_TEST(sendsEachLineThatIsNotEmptyAndTheLastWithoutItsBreak);
  CPPUNIT_TEST(stopsAtTheLineThatFailsAndNamesIt);
  CPPUNIT_TEST_SUITE_END();

 public:
  void sendsTheOneMessageAndReadsNothing() {
    CPPUNIT_ASSERT(send("one\ntwo", "unread"));

    CPPUNIT_ASSERT(std::vector<std::string>{"one\ntwo"} == sent_);
  }

  void sendsEachLineThatIsNotEmptyAndTheLastWithoutItsBreak() {
    CPPUNIT_ASSERT(send(std::nullopt, "one\n\nthree"));

    CPPUNIT_ASSERT((std::vector<std::string>{"one", "three"}) == sent_);
  }

  void stopsAtTheLineThatFailsAndNamesIt() {
    const auto done = send(std::nullopt, "one\nbad\nthree\n");

    CPPUNIT_ASSERT(!done);
    CPPUNIT_ASSERT_EQUAL(std::string("line 2: refused"), done.error().message);
    CPPUNIT_ASSERT(std::vector<std::string>{"one"} == sent_);
  }

 private:
  Result<void> send(const std::optional<std::string>& message, const std::string& input) {
    std::istringstream stream(input);
    return sendAll(message, stream, [this](const std::string& text) {
      if (text == "bad") return Result<void>(Error{ErrorCode::kUnavailable, "refused"});
      sent_.push_back(text);
      return Result<void>();
    });
  }

  std::vector<std::string> sent_;
};

CPPUNIT_TEST_SUITE_REGISTRATION(MessageSourceTest);

}  // namespace
}  // namespace fanfare::cli
