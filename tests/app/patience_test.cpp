#include "app/patience.h"

#include <string>
#include <vector>

#include <cppunit/extensions/HelperMacros.h>

#include "support/fake_clock.h"
#include "support/turns.h"

namespace fanfare::app {
namespace {

using std::chrono::milliseconds;
using Callback = std::function<void(Result<std::string>)>;

class PatienceTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(PatienceTest);
  CPPUNIT_TEST(passesOnWhatComesInTime);
  CPPUNIT_TEST(answersInPlaceOfWhoDoesNot);
  CPPUNIT_TEST(dropsWhatComesTooLate);
  CPPUNIT_TEST(endsEachInItsTime);
  CPPUNIT_TEST_SUITE_END();

 public:
  void passesOnWhatComesInTime() {
    const auto answer = asked("a");
    pass(milliseconds(90));

    answer(std::string("came"));
    pass(milliseconds(1000));

    CPPUNIT_ASSERT_EQUAL(std::string("a: came\n"), told_);
  }

  void answersInPlaceOfWhoDoesNot() {
    const auto answer = asked("a");

    pass(milliseconds(200));

    CPPUNIT_ASSERT_EQUAL(std::string("a: the broker did not answer in time\n"), told_);
  }

  void dropsWhatComesTooLate() {
    const auto answer = asked("a");
    pass(milliseconds(200));
    told_.clear();

    answer(std::string("late"));

    CPPUNIT_ASSERT_EQUAL(std::string(), told_);
  }

  void endsEachInItsTime() {
    const auto first = asked("a");
    pass(milliseconds(60));
    const auto second = asked("b");
    const auto third = asked("c");

    pass(milliseconds(60));
    third(std::string("came"));
    CPPUNIT_ASSERT_EQUAL(std::string("a: the broker did not answer in time\nc: came\n"), told_);
    pass(milliseconds(60));

    CPPUNIT_ASSERT_EQUAL(std::string("a: the broker did not answer in time\nc: came\n"
                                     "b: the broker did not answer in time\n"),
                         told_);
  }

 private:
  Callback asked(const std::string& name) {
    return patience_.within(Callback([this, name](const Result<std::string>& result) {
      told_ += name + ": " + (result ? *result : result.error().message) + "\n";
    }));
  }

  // In steps, as a reactor turns.
  void pass(milliseconds time) {
    for (milliseconds passed(0); passed < time; passed += milliseconds(10)) {
      clock_.advance(milliseconds(10));
      testing::turn(reactor_);
    }
  }

  testing::FakeClock clock_;
  net::Reactor reactor_{clock_};
  Patience patience_{reactor_, milliseconds(100)};
  std::string told_;
};

CPPUNIT_TEST_SUITE_REGISTRATION(PatienceTest);

}  // namespace
}  // namespace fanfare::app
