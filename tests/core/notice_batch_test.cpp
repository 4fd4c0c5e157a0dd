#include "core/notice_batch.h"

#include <cppunit/extensions/HelperMacros.h>

namespace fanfare::core {
namespace {

const Channel kChat = Channel::parse("broadcast:chat").value();
const Channel kNews = Channel::parse("broadcast:news").value();

class NoticeBatchTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(NoticeBatchTest);
  CPPUNIT_TEST(joinsLiveMessagesThatFollowEachOther);
  CPPUNIT_TEST(joinsLocalMessagesThatFollowEachOther);
  CPPUNIT_TEST(leavesLiveAndLocalMessagesApart);
  CPPUNIT_TEST(leavesChannelsApart);
  CPPUNIT_TEST(joinsNothingAcrossAReplay);
  CPPUNIT_TEST(isEmptyOnceTaken);
  CPPUNIT_TEST_SUITE_END();

 public:
  void joinsLiveMessagesThatFollowEachOther() {
    batch_.add(Live{kChat, {makeMessage("1")}});
    batch_.add(Live{kChat, {makeMessage("2"), makeMessage("3")}});

    const auto notices = batch_.take();

    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, notices.size());
    const auto& messages = std::get<Live>(notices[0]).messages;
    CPPUNIT_ASSERT_EQUAL(std::size_t{3}, messages.size());
    CPPUNIT_ASSERT_EQUAL(std::string("3"), messages[2]->payload);
  }

  void joinsLocalMessagesThatFollowEachOther() {
    batch_.add(Local{kChat, {makeMessage("1")}});
    batch_.add(Local{kChat, {makeMessage("2")}});

    const auto notices = batch_.take();

    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, notices.size());
    const auto& messages = std::get<Local>(notices[0]).messages;
    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, messages.size());
    CPPUNIT_ASSERT_EQUAL(std::string("2"), messages[1]->payload);
  }

  void leavesLiveAndLocalMessagesApart() {
    batch_.add(Live{kChat, {makeMessage("1")}});
    batch_.add(Local{kChat, {makeMessage("2")}});
    batch_.add(Live{kChat, {makeMessage("3")}});

    const auto notices = batch_.take();

    CPPUNIT_ASSERT_EQUAL(std::size_t{3}, notices.size());
    CPPUNIT_ASSERT(std::holds_alternative<Local>(notices[1]));
  }

  void leavesChannelsApart() {
    batch_.add(Live{kChat, {makeMessage("1")}});
    batch_.add(Live{kNews, {makeMessage("2")}});
    batch_.add(Live{kChat, {makeMessage("3")}});

    CPPUNIT_ASSERT_EQUAL(std::size_t{3}, batch_.take().size());
  }

  void joinsNothingAcrossAReplay() {
    batch_.add(Live{kChat, {makeMessage("1")}});
    batch_.add(Replayed{kChat, 1, {}});
    batch_.add(Live{kChat, {makeMessage("2")}});

    CPPUNIT_ASSERT_EQUAL(std::size_t{3}, batch_.take().size());
  }

  void isEmptyOnceTaken() {
    batch_.add(Live{kChat, {makeMessage("1")}});
    CPPUNIT_ASSERT(!batch_.empty());

    (void)batch_.take();

    CPPUNIT_ASSERT(batch_.empty());
  }

 private:
  NoticeBatch batch_;
};

CPPUNIT_TEST_SUITE_REGISTRATION(NoticeBatchTest);

}  // namespace
}  // namespace fanfare::core
