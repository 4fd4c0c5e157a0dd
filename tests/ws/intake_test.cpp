#include "ws/intake.h"

#include <cppunit/extensions/HelperMacros.h>

#include "support/client_frames.h"
#include "support/fake_clock.h"
#include "support/recording_sink.h"

namespace fanfare::ws {
namespace {

using namespace std::chrono_literals;
using core::EchoMode;
using core::Rate;
using testing::clientText;

class IntakeTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(IntakeTest);
  CPPUNIT_TEST(isAtRestAsItIsMade);
  CPPUNIT_TEST(isAtRestAgainWhenItMaySendAllThatItMight);
  CPPUNIT_TEST(isAtRestAtOnceWithoutABound);
  CPPUNIT_TEST(takesNoMoreThanIsAllowed);
  CPPUNIT_TEST(isNotAtRestWithinAMessage);
  CPPUNIT_TEST(isNotAtRestBehindTheEndOfWhatIsRead);
  CPPUNIT_TEST(isNotAtRestWhileSomethingIsUnread);
  CPPUNIT_TEST(isNotAtRestWhileARequestIsUnderWay);
  CPPUNIT_TEST(isNotAtRestWhileAPublishIsUnderWay);
  CPPUNIT_TEST(isNotAtRestWhileAnEchoIsToBeWithheld);
  CPPUNIT_TEST(isNotAtRestBehindAClose);
  CPPUNIT_TEST(keepsWhatIsUnreadInOrder);
  CPPUNIT_TEST(countsWhatItHolds);
  CPPUNIT_TEST(addsUpWhatIsUnderWay);
  CPPUNIT_TEST(isSmall);
  CPPUNIT_TEST_SUITE_END();

 public:
  void isAtRestAsItIsMade() { CPPUNIT_ASSERT(isAtRest()); }

  void isAtRestAgainWhenItMaySendAllThatItMight() {
    CPPUNIT_ASSERT(intake_.takeMessage(Rate::of(2), clock_.now()));
    CPPUNIT_ASSERT(intake_.takeBytes(Rate::of(100), 200, clock_.now()));
    CPPUNIT_ASSERT(!isAtRest());
    CPPUNIT_ASSERT(intake_.isQuiet());

    clock_.advance(500ms);
    CPPUNIT_ASSERT(!isAtRest());
    clock_.advance(1500ms);
    CPPUNIT_ASSERT(isAtRest());
  }

  void isAtRestAtOnceWithoutABound() {
    CPPUNIT_ASSERT(intake_.takeMessage(Rate(), clock_.now()));
    CPPUNIT_ASSERT(intake_.takeBytes(Rate(), 1'000'000, clock_.now()));

    CPPUNIT_ASSERT(isAtRest());
  }

  void takesNoMoreThanIsAllowed() {
    CPPUNIT_ASSERT(!intake_.takeBytes(Rate::of(100), 1001, clock_.now()));
    CPPUNIT_ASSERT(isAtRest());

    for (int i = 0; i < 10; ++i) CPPUNIT_ASSERT(intake_.takeMessage(Rate::of(1), clock_.now()));
    CPPUNIT_ASSERT(!intake_.takeMessage(Rate::of(1), clock_.now()));
  }

  void isNotAtRestWithinAMessage() {
    const std::string frame = clientText("cut in the middle");

    read(frame.substr(0, 1));
    CPPUNIT_ASSERT(!isAtRest());
    CPPUNIT_ASSERT(!intake_.isQuiet());
    read(frame.substr(1, 9));
    CPPUNIT_ASSERT(!isAtRest());
    read(frame.substr(10));
    CPPUNIT_ASSERT(isAtRest());
  }

  void isNotAtRestBehindTheEndOfWhatIsRead() {
    read(testing::clientClose(1000));

    CPPUNIT_ASSERT(!isAtRest());
  }

  void isNotAtRestWhileSomethingIsUnread() {
    intake_.keepUnread("unread");
    CPPUNIT_ASSERT(!isAtRest());

    (void)intake_.takeUnread();
    CPPUNIT_ASSERT(isAtRest());
  }

  void isNotAtRestWhileARequestIsUnderWay() {
    intake_.beginRequest();
    CPPUNIT_ASSERT(!isAtRest());

    intake_.endRequest();
    CPPUNIT_ASSERT(isAtRest());
  }

  void isNotAtRestWhileAPublishIsUnderWay() {
    intake_.beginPublish(0);
    CPPUNIT_ASSERT(!isAtRest());

    intake_.endPublish(0);
    CPPUNIT_ASSERT(isAtRest());
  }

  void isNotAtRestWhileAnEchoIsToBeWithheld() {
    intake_.echo().onSent(*makeMessage("mine"));
    CPPUNIT_ASSERT(!isAtRest());
    intake_.echo().onHeartbeat();
    CPPUNIT_ASSERT(isAtRest());

    Intake echoing(EchoMode::kOn);
    echoing.echo().onSent(*makeMessage("mine"));
    CPPUNIT_ASSERT(echoing.isAtRest(clock_.now()));
  }

  void isNotAtRestBehindAClose() {
    CPPUNIT_ASSERT(!intake_.peerClose());

    intake_.setPeerClose({4000, "bye"});

    CPPUNIT_ASSERT(!isAtRest());
    CPPUNIT_ASSERT_EQUAL(std::string("bye"), intake_.peerClose()->reason);
  }

  void keepsWhatIsUnreadInOrder() {
    CPPUNIT_ASSERT(!intake_.hasUnread());
    intake_.keepUnread("a");
    intake_.keepUnread("bc");

    CPPUNIT_ASSERT_EQUAL(std::size_t{3}, intake_.unreadBytes());
    CPPUNIT_ASSERT_EQUAL(std::string("abc"), intake_.takeUnread());
    CPPUNIT_ASSERT(!intake_.hasUnread());
    CPPUNIT_ASSERT_EQUAL(std::string(), intake_.takeUnread());
  }

  void countsWhatItHolds() {
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, intake_.recount());

    intake_.keepUnread(std::string(1000, 'x'));
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, intake_.countedBytes());
    CPPUNIT_ASSERT(intake_.recount() >= 1000);
    (void)intake_.takeUnread();
    read(clientText(std::string(500, 'x')).substr(0, 400));

    CPPUNIT_ASSERT(intake_.countedBytes() >= 1000);
    CPPUNIT_ASSERT(intake_.recount() >= 390 && intake_.countedBytes() < 1000);
  }

  void addsUpWhatIsUnderWay() {
    intake_.beginPublish(100);
    intake_.beginPublish(20);
    intake_.beginRequest();
    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, intake_.publishesUnderWay());
    CPPUNIT_ASSERT_EQUAL(std::size_t{120}, intake_.bytesUnderWay());
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, intake_.requestsUnderWay());

    intake_.endPublish(100);
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, intake_.publishesUnderWay());
    CPPUNIT_ASSERT_EQUAL(std::size_t{20}, intake_.bytesUnderWay());
  }

  void isSmall() { CPPUNIT_ASSERT(sizeof(Intake) <= 88); }

 private:
  bool isAtRest() const { return intake_.isAtRest(clock_.now()); }

  void read(const std::string& sent) {
    std::string_view bytes = sent;
    CPPUNIT_ASSERT(!intake_.reader().read(bytes, {}, sink_));
    CPPUNIT_ASSERT(bytes.empty());
  }

  testing::FakeClock clock_;
  testing::RecordingSink sink_;
  Intake intake_{EchoMode::kOff};
};

CPPUNIT_TEST_SUITE_REGISTRATION(IntakeTest);

}  // namespace
}  // namespace fanfare::ws
