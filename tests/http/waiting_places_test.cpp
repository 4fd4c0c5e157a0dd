#include "http/waiting_places.h"

#include <atomic>
#include <optional>
#include <thread>
#include <vector>

#include <cppunit/extensions/HelperMacros.h>

namespace fanfare::http {
namespace {

using Place = WaitingPlaces::Place;

class WaitingPlacesTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(WaitingPlacesTest);
  CPPUNIT_TEST(givesAsManyAsThereAre);
  CPPUNIT_TEST(givesTakenOnesAgain);
  CPPUNIT_TEST(refusesNobodyWhileTheyAreGivenBack);
  CPPUNIT_TEST(givesAgainAfterAllHadBeenStuck);
  CPPUNIT_TEST_SUITE_END();

 public:
  void givesAsManyAsThereAre() {
    const Place first(places_);
    const Place second(places_);
    const Place third(places_);

    CPPUNIT_ASSERT(first.isFree());
    CPPUNIT_ASSERT(second.isFree());
    CPPUNIT_ASSERT(!third.isFree());
  }

  void givesTakenOnesAgain() {
    for (int i = 0; i < 10; ++i) CPPUNIT_ASSERT(Place(places_).isFree());
  }

  void refusesNobodyWhileTheyAreGivenBack() {
    std::atomic<int> refused{0};
    std::vector<std::thread> workers;
    workers.reserve(8);
    for (int i = 0; i < 8; ++i) {
      workers.emplace_back([this, &refused] {
        for (int turn = 0; turn < 200; ++turn) {
          if (!Place(places_).isFree()) ++refused;
        }
      });
    }
    for (auto& worker : workers) worker.join();

    CPPUNIT_ASSERT_EQUAL(0, refused.load());
  }

  void givesAgainAfterAllHadBeenStuck() {
    std::optional<Place> first(std::in_place, places_);
    const Place second(places_);
    CPPUNIT_ASSERT(!Place(places_).isFree());  // after a moment
    CPPUNIT_ASSERT(!Place(places_).isFree());  // at once

    first.reset();

    CPPUNIT_ASSERT(Place(places_).isFree());
  }

 private:
  WaitingPlaces places_{2};
};

CPPUNIT_TEST_SUITE_REGISTRATION(WaitingPlacesTest);

}  // namespace
}  // namespace fanfare::http
