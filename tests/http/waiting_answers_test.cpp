#include "http/waiting_answers.h"

#include <optional>
#include <string>
#include <thread>

#include <cppunit/extensions/HelperMacros.h>

namespace fanfare::http {
namespace {

class WaitingAnswersTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(WaitingAnswersTest);
  CPPUNIT_TEST(hasRoomForSoMany);
  CPPUNIT_TEST(hasRoomForSoManyBytes);
  CPPUNIT_TEST(hasRoomForWhoComesAlone);
  CPPUNIT_TEST(countsWhoWaitsAndWhoFoundNoRoom);
  CPPUNIT_TEST(tellsWhenNoneIsLeft);
  CPPUNIT_TEST(mayEndBeforeItsPlaces);
  CPPUNIT_TEST_SUITE_END();

 public:
  void hasRoomForSoMany() {
    WaitingAnswers answers({2, 100});
    auto first = answers.take(1);
    const auto second = answers.take(1);

    CPPUNIT_ASSERT(!answers.take(1));
    first.reset();
    CPPUNIT_ASSERT(answers.take(1));
  }

  void hasRoomForSoManyBytes() {
    WaitingAnswers answers({10, 100});
    auto first = answers.take(60);

    CPPUNIT_ASSERT(!answers.take(41));
    CPPUNIT_ASSERT(answers.take(40));
    first.reset();
    CPPUNIT_ASSERT(answers.take(100));
  }

  void hasRoomForWhoComesAlone() {
    WaitingAnswers answers({10, 100});

    const auto large = answers.take(1000);

    CPPUNIT_ASSERT(large);
    CPPUNIT_ASSERT(!answers.take(1));
  }

  void countsWhoWaitsAndWhoFoundNoRoom() {
    WaitingAnswers answers({2, 100});
    const auto first = answers.take(50);
    const auto second = answers.take(51);

    const auto metrics = answers.metrics();

    CPPUNIT_ASSERT_EQUAL(std::string("fanfare_api_calls_waiting"), std::string(metrics.at(0).name));
    CPPUNIT_ASSERT_EQUAL(1.0, metrics.at(0).value);
    CPPUNIT_ASSERT_EQUAL(std::string("fanfare_api_calls_turned_away_total"),
                         std::string(metrics.at(1).name));
    CPPUNIT_ASSERT_EQUAL(1.0, metrics.at(1).value);
  }

  void tellsWhenNoneIsLeft() {
    WaitingAnswers answers({10, 100});
    auto place = answers.take(1);
    bool isLeft = true;
    std::thread leaving([&place, &isLeft] {
      isLeft = false;
      place.reset();
    });

    answers.awaitNone(std::chrono::seconds(5));

    CPPUNIT_ASSERT(!isLeft);
    leaving.join();
  }

  void mayEndBeforeItsPlaces() {
    std::optional<WaitingAnswers> answers(WaitingAnswers::Bounds{10, 100});
    auto place = answers->take(1);

    answers->awaitNone(std::chrono::milliseconds(1));
    answers.reset();
    place.reset();
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(WaitingAnswersTest);

}  // namespace
}  // namespace fanfare::http
