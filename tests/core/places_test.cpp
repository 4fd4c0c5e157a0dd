#include "core/places.h"

#include <map>
#include <thread>

#include <cppunit/extensions/HelperMacros.h>

namespace fanfare::core {
namespace {

// Other nodes, as the test says.
class FakeCensus final : public Census {
 public:
  Result<std::vector<std::uint64_t>> elsewhere(const std::vector<Holder>& holders) override {
    if (isAway) return Error{ErrorCode::kUnavailable, "away"};
    asked.insert(asked.end(), holders.begin(), holders.end());
    std::vector<std::uint64_t> counts;
    for (const auto& holder : holders) counts.push_back(others[holder]);
    ++roundTrips;
    return counts;
  }
  void changed(const Holder& holder) override { told.push_back(holder); }

  std::map<Holder, std::uint64_t> others;
  std::vector<Holder> asked;
  std::vector<Holder> told;
  int roundTrips = 0;
  bool isAway = false;
};

const Holder kAnn{HolderKind::kUser, "ann"};
const std::vector<Holder> kAll{kAnn, {HolderKind::kSession, "s"}, {HolderKind::kAddress, "a"}};

class PlacesTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(PlacesTest);
  CPPUNIT_TEST(givesAsManyPlacesAsThereAre);
  CPPUNIT_TEST(takesAPlaceBackWithWhoHeldIt);
  CPPUNIT_TEST(movesAPlaceWithoutCountingItTwice);
  CPPUNIT_TEST(holdsTheThreePlacesOfAConnection);
  CPPUNIT_TEST(countsUsersSessionsAndAddressesApart);
  CPPUNIT_TEST(countsNobodyWithoutAName);
  CPPUNIT_TEST(countsNothingWithoutABound);
  CPPUNIT_TEST(givesNoPlaceOfTheUserBackWhereTheSessionHasNone);
  CPPUNIT_TEST(countsWhatIsOnOtherNodes);
  CPPUNIT_TEST(asksOtherNodesOnceForBoth);
  CPPUNIT_TEST(asksOtherNodesOnlyAboutThoseWhoHoldMuchHere);
  CPPUNIT_TEST(goesByWhatItKnowsWhileOthersCannotBeAsked);
  CPPUNIT_TEST(tellsTheCensusOfPlacesGivenBack);
  CPPUNIT_TEST(tellsTheCensusOfThoseWhoCameBeforeItWasAsked);
  CPPUNIT_TEST(isRightWhateverThreadsDo);
  CPPUNIT_TEST_SUITE_END();

 public:
  void givesAsManyPlacesAsThereAre() {
    const auto first = places_.take(HolderKind::kAddress, "a");
    const auto second = places_.take(HolderKind::kAddress, "a");
    CPPUNIT_ASSERT(first && second);
    CPPUNIT_ASSERT(!places_.take(HolderKind::kAddress, "a"));
    CPPUNIT_ASSERT(places_.take(HolderKind::kAddress, "b"));
  }

  void takesAPlaceBackWithWhoHeldIt() {
    {
      const auto first = places_.take(HolderKind::kAddress, "a");
      const auto second = places_.take(HolderKind::kAddress, "a");
    }
    CPPUNIT_ASSERT_EQUAL(std::uint64_t{0}, places_.countOf({HolderKind::kAddress, "a"}));
    CPPUNIT_ASSERT(places_.take(HolderKind::kAddress, "a"));
  }

  void movesAPlaceWithoutCountingItTwice() {
    auto first = places_.take(HolderKind::kAddress, "a");
    HeldPlaces held;
    held.add(*std::move(first));
    first.reset();
    const HeldPlaces moved = std::move(held);
    CPPUNIT_ASSERT_EQUAL(std::uint64_t{1}, places_.countOf({HolderKind::kAddress, "a"}));
  }

  void holdsTheThreePlacesOfAConnection() {
    {
      HeldPlaces held;
      auto seats = std::get<Places::Seats>(places_.take("ann", "s"));
      held.add(std::move(seats.user));
      held.add(std::move(seats.session));
      held.add(Place());
      held.add(*places_.take(HolderKind::kAddress, "a"));
      for (const auto& holder : kAll) {
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{1}, places_.countOf(holder));
      }
    }
    for (const auto& holder : kAll) {
      CPPUNIT_ASSERT_EQUAL(std::uint64_t{0}, places_.countOf(holder));
    }
  }

  void countsUsersSessionsAndAddressesApart() {
    const auto visitor = places_.take("x", "x");
    const auto address = places_.take(HolderKind::kAddress, "x");
    for (const auto kind : {HolderKind::kUser, HolderKind::kSession, HolderKind::kAddress}) {
      CPPUNIT_ASSERT_EQUAL(std::uint64_t{1}, places_.countOf({kind, "x"}));
    }
  }

  void countsNobodyWithoutAName() {
    for (int i = 0; i < 10; ++i) {
      CPPUNIT_ASSERT(std::holds_alternative<Places::Seats>(places_.take("", "")));
    }
  }

  void countsNothingWithoutABound() {
    Places unbounded{Places::Bounds{}};
    const auto place = unbounded.take(HolderKind::kAddress, "a");
    CPPUNIT_ASSERT(place);
    CPPUNIT_ASSERT_EQUAL(std::uint64_t{0}, unbounded.countOf({HolderKind::kAddress, "a"}));
  }

  void givesNoPlaceOfTheUserBackWhereTheSessionHasNone() {
    const auto one = places_.take("", "s");
    const auto two = places_.take("", "s");

    const auto refused = places_.take("ann", "s");

    CPPUNIT_ASSERT(std::get<HolderKind>(refused) == HolderKind::kSession);
    CPPUNIT_ASSERT_EQUAL(std::uint64_t{0}, places_.countOf(kAnn));
  }

  void countsWhatIsOnOtherNodes() {
    places_.join(census_);
    census_.others[kAnn] = 2;
    const auto third = places_.take("ann", "");
    CPPUNIT_ASSERT(std::holds_alternative<Places::Seats>(third));

    const auto fourth = places_.take("ann", "");

    CPPUNIT_ASSERT(std::get<HolderKind>(fourth) == HolderKind::kUser);
    CPPUNIT_ASSERT_EQUAL(std::uint64_t{1}, places_.countOf(kAnn));
  }

  void asksOtherNodesOnceForBoth() {
    places_.join(census_);
    const auto seats = places_.take("ann", "s");
    CPPUNIT_ASSERT_EQUAL(1, census_.roundTrips);
    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, census_.asked.size());
  }

  void asksOtherNodesOnlyAboutThoseWhoHoldMuchHere() {
    Places large{Places::Bounds{0, 30, 0}};
    large.join(census_);
    const auto first = large.take("ann", "s");
    const auto second = large.take("ann", "s");
    CPPUNIT_ASSERT_EQUAL(0, census_.roundTrips);

    const auto third = large.take("ann", "s");

    CPPUNIT_ASSERT_EQUAL(1, census_.roundTrips);
    CPPUNIT_ASSERT(census_.asked == std::vector<Holder>{kAnn});
  }

  void goesByWhatItKnowsWhileOthersCannotBeAsked() {
    places_.join(census_);
    census_.isAway = true;
    std::vector<std::variant<Places::Seats, HolderKind>> taken;
    for (int i = 0; i < 4; ++i) taken.push_back(places_.take("ann", ""));

    CPPUNIT_ASSERT(std::holds_alternative<Places::Seats>(taken[2]));
    CPPUNIT_ASSERT(std::holds_alternative<HolderKind>(taken[3]));
  }

  void tellsTheCensusOfPlacesGivenBack() {
    places_.join(census_);
    { const auto seats = places_.take("ann", ""); }
    CPPUNIT_ASSERT(census_.told == std::vector<Holder>{kAnn});
  }

  void tellsTheCensusOfThoseWhoCameBeforeItWasAsked() {
    Places large{Places::Bounds{0, 30, 0}};
    large.join(census_);
    {
      const auto first = large.take("ann", "");
      const auto second = large.take("ann", "");
      const auto third = large.take("ann", "");
      CPPUNIT_ASSERT(census_.told.empty());
    }
    CPPUNIT_ASSERT((census_.told == std::vector<Holder>{kAnn, kAnn, kAnn}));
    { const auto again = large.take("ann", ""); }
    CPPUNIT_ASSERT_EQUAL(std::size_t{3}, census_.told.size());
  }

  void isRightWhateverThreadsDo() {
    Places many{Places::Bounds{100, 100, 100}};
    const auto comeAndGo = [&many] {
      for (int i = 0; i < 2000; ++i) {
        const auto address = many.take(HolderKind::kAddress, "a");
        const auto seats = many.take("ann", "s");
      }
    };
    std::thread other(comeAndGo);
    comeAndGo();
    other.join();
    CPPUNIT_ASSERT_EQUAL(std::uint64_t{0}, many.countOf(kAnn));
  }

 private:
  FakeCensus census_;
  Places places_{Places::Bounds{2, 3, 2}};
};

CPPUNIT_TEST_SUITE_REGISTRATION(PlacesTest);

}  // namespace
}  // namespace fanfare::core
