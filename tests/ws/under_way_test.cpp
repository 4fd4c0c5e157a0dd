#include "ws/under_way.h"

#include <cppunit/extensions/HelperMacros.h>

namespace fanfare::ws {
namespace {

using Next = std::optional<ConnectionId>;

class UnderWayTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(UnderWayTest);
  CPPUNIT_TEST(isTooMuchFromItsBoundOfMessagesOn);
  CPPUNIT_TEST(isTooMuchFromItsBoundOfBytesOn);
  CPPUNIT_TEST(countsWhatIsAboutToBeAdded);
  CPPUNIT_TEST(staysTooMuchUntilTheHalfIsAnswered);
  CPPUNIT_TEST(letsGoOnInTheOrderOfTheLine);
  CPPUNIT_TEST(letsNobodyGoOnWhileItIsTooMuch);
  CPPUNIT_TEST(passesOverWhoLeftTheLine);
  CPPUNIT_TEST(keepsThePlaceOfWhoEntersTwice);
  CPPUNIT_TEST(sharesItsBoundsAndLeavesEachRoomForOne);
  CPPUNIT_TEST_SUITE_END();

 public:
  void isTooMuchFromItsBoundOfMessagesOn() {
    underWay_.add(3, 3);
    CPPUNIT_ASSERT(!underWay_.isTooMuch(0, 0));
    underWay_.add(1, 1);
    CPPUNIT_ASSERT(underWay_.isTooMuch(0, 0));
  }

  void isTooMuchFromItsBoundOfBytesOn() {
    underWay_.add(1, 99);
    CPPUNIT_ASSERT(!underWay_.isTooMuch(0, 0));
    underWay_.add(1, 1);
    CPPUNIT_ASSERT(underWay_.isTooMuch(0, 0));
  }

  void countsWhatIsAboutToBeAdded() {
    underWay_.add(2, 50);

    CPPUNIT_ASSERT(!underWay_.isTooMuch(1, 49));
    CPPUNIT_ASSERT(underWay_.isTooMuch(2, 0));
    CPPUNIT_ASSERT(underWay_.isTooMuch(0, 50));
  }

  void staysTooMuchUntilTheHalfIsAnswered() {
    underWay_.add(1, 60);
    underWay_.add(3, 40);

    underWay_.remove(1, 40);
    CPPUNIT_ASSERT(underWay_.isTooMuch(0, 0));
    underWay_.remove(1, 9);
    CPPUNIT_ASSERT(underWay_.isTooMuch(0, 0));
    underWay_.remove(0, 1);
    CPPUNIT_ASSERT(!underWay_.isTooMuch(0, 0));
  }

  void letsGoOnInTheOrderOfTheLine() {
    underWay_.enter(7);
    underWay_.enter(5);

    CPPUNIT_ASSERT(underWay_.next() == Next(7));
    underWay_.enter(7);
    CPPUNIT_ASSERT(underWay_.next() == Next(5));
    CPPUNIT_ASSERT(underWay_.next() == Next(7));
    CPPUNIT_ASSERT(underWay_.next() == Next());
  }

  void letsNobodyGoOnWhileItIsTooMuch() {
    underWay_.add(4, 4);
    underWay_.enter(7);
    CPPUNIT_ASSERT(underWay_.next() == Next());

    underWay_.remove(4, 4);
    CPPUNIT_ASSERT(underWay_.next() == Next(7));
  }

  void passesOverWhoLeftTheLine() {
    underWay_.enter(7);
    underWay_.enter(5);

    underWay_.leave(7);
    underWay_.leave(9);

    CPPUNIT_ASSERT(underWay_.next() == Next(5));
    CPPUNIT_ASSERT(!underWay_.isInLine(7));
  }

  void keepsThePlaceOfWhoEntersTwice() {
    underWay_.enter(7);
    underWay_.enter(5);
    underWay_.enter(7);

    CPPUNIT_ASSERT(underWay_.next() == Next(7));
    CPPUNIT_ASSERT(underWay_.next() == Next(5));
    CPPUNIT_ASSERT(underWay_.next() == Next());
  }

  void sharesItsBoundsAndLeavesEachRoomForOne() {
    const auto half = kBounds.shareOf(2);
    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, half.messages);
    CPPUNIT_ASSERT_EQUAL(std::size_t{50}, half.bytes);
    const auto least = kBounds.shareOf(1000);
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, least.messages);
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, least.bytes);
  }

 private:
  static constexpr UnderWay::Bounds kBounds{4, 100};
  UnderWay underWay_{kBounds};
};

CPPUNIT_TEST_SUITE_REGISTRATION(UnderWayTest);

}  // namespace
}  // namespace fanfare::ws
