#include "http/refusal_log.h"

#include <cppunit/extensions/HelperMacros.h>

#include "support/fake_clock.h"
#include "support/recording_log.h"

namespace fanfare::http {
namespace {

using namespace std::chrono_literals;
using namespace fanfare::testing;

class RefusalLogTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(RefusalLogTest);
  CPPUNIT_TEST(tellsTheFirstOfACauseAtOnce);
  CPPUNIT_TEST(countsTheOthersUntilItsIntervalIsOver);
  CPPUNIT_TEST(tellsEveryCauseByItself);
  CPPUNIT_TEST(makesWhatClientsWrotePrintable);
  CPPUNIT_TEST_SUITE_END();

 public:
  void tellsTheFirstOfACauseAtOnce() {
    tell(RefusalCause::kOrigin);

    CPPUNIT_ASSERT(log_.lines() == std::vector<std::string>{
                                       "refused with 403: no (facility 'chat', peer 192.0.2.1)"});
  }

  void countsTheOthersUntilItsIntervalIsOver() {
    for (int i = 0; i < 5; ++i) tell(RefusalCause::kOrigin);
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, log_.lines().size());

    clock_.advance(RefusalLog::kInterval);
    tell(RefusalCause::kOrigin);

    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, log_.lines().size());
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, log_.count("4 more of this cause"));
  }

  void tellsEveryCauseByItself() {
    tell(RefusalCause::kOrigin);
    tell(RefusalCause::kPolicy);

    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, log_.lines().size());
  }

  void makesWhatClientsWrotePrintable() {
    handshake_.facility = "a\nb" + std::string(1000, 'c');
    tell(RefusalCause::kOrigin);

    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, log_.count("'a?bccc"));
    CPPUNIT_ASSERT(log_.lines()[0].size() < 400);
  }

 private:
  void tell(RefusalCause cause) { refusals_.tell(cause, {403, "no"}, handshake_); }

  FakeClock clock_;
  RecordingLog log_;
  RefusalLog refusals_{clock_, log_};
  Handshake handshake_{"/ws/chat", "chat", {}, {}, {}, "192.0.2.1"};
};

CPPUNIT_TEST_SUITE_REGISTRATION(RefusalLogTest);

}  // namespace
}  // namespace fanfare::http
