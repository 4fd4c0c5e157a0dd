#include "app/exchange.h"

#include <cppunit/extensions/HelperMacros.h>

namespace fanfare::app {
namespace {

constexpr std::size_t kSize = 100'000;

const Channel kChat = *Channel::parse("broadcast:chat");

class ExchangeTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ExchangeTest);
  CPPUNIT_TEST(countsWhatEachNoticeHolds);
  CPPUNIT_TEST(countsAdoptions);
  CPPUNIT_TEST_SUITE_END();

 public:
  void countsWhatEachNoticeHolds() {
    const MessagePtr large = makeMessage(std::string(kSize, 'x'));

    assertHolds(2 * kSize, core::Live{kChat, {large, large}});
    assertHolds(kSize, core::Replayed{kChat, 1, {large}});
    assertHolds(kSize, core::Late{kChat, 1, 1, large});
    assertHolds(0, core::Away{kChat, 1, 1});
    assertHolds(2 * kSize, core::Local{kChat, {large, large}});
  }

  void countsAdoptions() {
    Answers answers;
    answers.events.push_back(
        core::Adoption{std::string(kSize, 'x'), *Channel::parse("user:ann:chat")});

    CPPUNIT_ASSERT(answers.bytes() >= kSize);
  }

 private:
  static void assertHolds(std::size_t size, core::RouterNotice notice) {
    constexpr std::size_t kBesides = 1000;
    Answers answers;
    answers.notices.push_back(std::move(notice));
    CPPUNIT_ASSERT(answers.bytes() >= size);
    CPPUNIT_ASSERT(answers.bytes() < size + kBesides);
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(ExchangeTest);

}  // namespace
}  // namespace fanfare::app
