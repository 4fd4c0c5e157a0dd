#include "ws/roster_entries.h"

#include <algorithm>
#include <chrono>
#include <random>
#include <set>
#include <string>
#include <vector>

#include <cppunit/extensions/HelperMacros.h>

#include "core/known_identity.h"
#include "support/noting_bearer.h"

namespace fanfare::ws {
namespace {

using namespace std::chrono_literals;
using Number = RosterEntries::Number;
using testing::NotingBearer;
using Wall = std::chrono::system_clock::time_point;

const Wall kBegin{500'000h};

Identity session(const std::string& user, const std::string& key) {
  Identity identity;
  identity.user = user;
  identity.sessionKey = key;
  identity.evidence = Evidence{"store", key};
  return identity;
}

Identity token(const std::string& user, Wall expiry) {
  Identity identity;
  identity.user = user;
  identity.expiry = expiry;
  identity.groups = {"staff"};
  return identity;
}

std::set<Number> numbersOf(const std::vector<RosterEntries::Handle>& handles) {
  std::set<Number> numbers;
  for (const auto& handle : handles) numbers.insert(handle.number);
  return numbers;
}

class RosterEntriesTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(RosterEntriesTest);
  CPPUNIT_TEST(findsAnEntryByItsKey);
  CPPUNIT_TEST(findsAnEntryByTheKeyItHadWhateverItLearns);
  CPPUNIT_TEST(findsAllOfAUserAndOfASession);
  CPPUNIT_TEST(findsTheOthersOfAUserWhenOneIsGone);
  CPPUNIT_TEST(tellsAnEntryFromALaterOneOfItsNumber);
  CPPUNIT_TEST(hasEachEntryInOneSlice);
  CPPUNIT_TEST(seatsBearersOneBehindTheOther);
  CPPUNIT_TEST(fillsTheSeatOfWhoLeavesWithTheLast);
  CPPUNIT_TEST(unseatsAllBearers);
  CPPUNIT_TEST(hasWhoExpiresFirstInFront);
  CPPUNIT_TEST(ordersExpiriesWithinASecond);
  CPPUNIT_TEST(ordersExpiriesThatNoCalendarHas);
  CPPUNIT_TEST(expectsOnlyWhatExpires);
  CPPUNIT_TEST(keepsEntriesSmall);
  CPPUNIT_TEST_SUITE_END();

 public:
  void findsAnEntryByItsKey() {
    const Number ann = add(session("ann", "a"));
    const Number bob = add(session("bob", "b"));

    CPPUNIT_ASSERT(ann != bob);
    CPPUNIT_ASSERT_EQUAL(ann, entries_.find(core::keyOf(session("ann", "a"))));
    CPPUNIT_ASSERT_EQUAL(bob, entries_.find(core::keyOf(session("bob", "b"))));
    CPPUNIT_ASSERT_EQUAL(RosterEntries::kNone, entries_.find(core::keyOf(session("eve", "e"))));
    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, entries_.size());
  }

  void findsAnEntryByTheKeyItHadWhateverItLearns() {
    Identity known = token("ann", kBegin);
    const std::string key = core::keyOf(known);
    const Number ann = add(known);

    known.groups.clear();
    entries_.replaceIdentity(ann, known);
    known.groups = {"others"};
    entries_.replaceIdentity(ann, known);

    CPPUNIT_ASSERT_EQUAL(ann, entries_.find(key));
    CPPUNIT_ASSERT_EQUAL(key, entries_.keyOf(ann));
    CPPUNIT_ASSERT_EQUAL(RosterEntries::kNone, entries_.find(core::keyOf(known)));
    entries_.remove(ann);
    CPPUNIT_ASSERT_EQUAL(RosterEntries::kNone, entries_.find(key));
  }

  void findsAllOfAUserAndOfASession() {
    const Number home = add(session("ann", "home"));
    const Number work = add(session("ann", "work"));
    const Number bob = add(session("bob", "b"));

    CPPUNIT_ASSERT((numbersOf(entries_.ofUser("ann")) == std::set<Number>{home, work}));
    CPPUNIT_ASSERT((numbersOf(entries_.ofUser("bob")) == std::set<Number>{bob}));
    CPPUNIT_ASSERT((numbersOf(entries_.ofSession("work")) == std::set<Number>{work}));
    CPPUNIT_ASSERT(entries_.ofUser("eve").empty() && entries_.ofUser("").empty());
  }

  void findsTheOthersOfAUserWhenOneIsGone() {
    std::vector<Number> anns;
    for (int i = 0; i < 5; ++i) anns.push_back(add(session("ann", std::to_string(i))));

    for (const int gone : {2, 4, 0}) entries_.remove(anns[static_cast<std::size_t>(gone)]);
    CPPUNIT_ASSERT((numbersOf(entries_.ofUser("ann")) == std::set<Number>{anns[1], anns[3]}));

    for (const int gone : {1, 3}) entries_.remove(anns[static_cast<std::size_t>(gone)]);
    CPPUNIT_ASSERT(entries_.ofUser("ann").empty());
  }

  void tellsAnEntryFromALaterOneOfItsNumber() {
    add(session("bob", "b"));
    const Number ann = add(session("ann", "a"));
    const auto handle = entries_.handleOf(ann);
    CPPUNIT_ASSERT(entries_.has(handle));

    entries_.remove(ann);
    CPPUNIT_ASSERT(!entries_.has(handle));
    CPPUNIT_ASSERT_EQUAL(ann, add(session("ann", "a")));
    CPPUNIT_ASSERT(!entries_.has(handle));
  }

  void hasEachEntryInOneSlice() {
    std::set<Number> added;
    for (int i = 0; i < 200; ++i) added.insert(add(session("ann", std::to_string(i))));

    std::multiset<Number> found;
    for (std::size_t slice = 0; slice < RosterEntries::kSlices; ++slice) {
      for (const auto& handle : entries_.ofSlice(slice)) found.insert(handle.number);
    }

    CPPUNIT_ASSERT(found == std::multiset<Number>(added.begin(), added.end()));
  }

  void seatsBearersOneBehindTheOther() {
    const Number ann = add(session("ann", "a"));
    CPPUNIT_ASSERT(!entries_.hasBearers(ann));

    seatAll(ann);

    CPPUNIT_ASSERT((entries_.bearersOf(ann) == std::vector<Bearer*>{&one_, &two_, &three_}));
  }

  void fillsTheSeatOfWhoLeavesWithTheLast() {
    const Number ann = add(session("ann", "a"));
    seatAll(ann);

    CPPUNIT_ASSERT_EQUAL(ann, entries_.unseat(one_));
    CPPUNIT_ASSERT_EQUAL(RosterEntries::kNone, entries_.unseat(one_));
    CPPUNIT_ASSERT((entries_.bearersOf(ann) == std::vector<Bearer*>{&three_, &two_}));

    (void)entries_.unseat(two_);
    (void)entries_.unseat(three_);
    CPPUNIT_ASSERT(!entries_.hasBearers(ann));
    entries_.seat(ann, two_);
    CPPUNIT_ASSERT(entries_.bearersOf(ann) == std::vector<Bearer*>{&two_});
  }

  void unseatsAllBearers() {
    const Number ann = add(session("ann", "a"));
    seatAll(ann);

    CPPUNIT_ASSERT_EQUAL(std::size_t{3}, entries_.unseatAll(ann).size());

    CPPUNIT_ASSERT(!entries_.hasBearers(ann));
    CPPUNIT_ASSERT_EQUAL(RosterEntries::kNone, entries_.unseat(one_));
  }

  void hasWhoExpiresFirstInFront() {
    std::mt19937 random(7);  // NOLINT(cert-msc*): the same each time
    std::vector<Number> all;
    for (int i = 0; i < 300; ++i) all.push_back(expecting(std::chrono::seconds(random() % 100)));
    for (std::size_t i = 0; i < all.size(); i += 3) entries_.unexpect(all[i]);

    std::vector<Wall> order;
    while (const Number first = entries_.firstToExpire()) {
      order.push_back(*entries_[first].identity.expiry());
      entries_.remove(first);
    }

    CPPUNIT_ASSERT_EQUAL(std::size_t{200}, order.size());
    CPPUNIT_ASSERT(std::is_sorted(order.begin(), order.end()));
  }

  void ordersExpiriesWithinASecond() {
    const Number late = expecting(700ms);
    const Number early = expecting(300ms);

    CPPUNIT_ASSERT_EQUAL(early, entries_.firstToExpire());
    entries_.remove(early);
    CPPUNIT_ASSERT_EQUAL(late, entries_.firstToExpire());
  }

  void ordersExpiriesThatNoCalendarHas() {
    const Number never = expecting(Wall::max() - kBegin);
    const Number late = expecting(std::chrono::hours(24 * 365 * 120));
    const Number early = expecting(-kBegin.time_since_epoch() - 10h);
    const Number earlier = expecting(-kBegin.time_since_epoch() - 20h);

    for (const Number next : {earlier, early, late, never}) {
      CPPUNIT_ASSERT_EQUAL(next, entries_.firstToExpire());
      entries_.remove(next);
    }
  }

  void expectsOnlyWhatExpires() {
    const Number session1 = add(session("ann", "a"));
    entries_.expect(session1);
    const Number token1 = expecting(1s);

    CPPUNIT_ASSERT(!entries_.isExpected(session1));
    CPPUNIT_ASSERT(entries_.isExpected(token1));
    entries_.unexpect(token1);
    CPPUNIT_ASSERT(!entries_.isExpected(token1));
    CPPUNIT_ASSERT_EQUAL(RosterEntries::kNone, entries_.firstToExpire());
  }

  void keepsEntriesSmall() { CPPUNIT_ASSERT(sizeof(RosterEntry) <= 48); }

 private:
  Number add(const Identity& identity) { return entries_.add(core::keyOf(identity), identity); }
  Number expecting(Wall::duration in) {
    const Number number = add(token("user" + std::to_string(entries_.size()), kBegin + in));
    entries_.expect(number);
    return number;
  }
  void seatAll(Number number) {
    entries_.seat(number, one_);
    entries_.seat(number, two_);
    entries_.seat(number, three_);
  }

  RosterEntries entries_;
  NotingBearer one_;
  NotingBearer two_;
  NotingBearer three_;
};

CPPUNIT_TEST_SUITE_REGISTRATION(RosterEntriesTest);

}  // namespace
}  // namespace fanfare::ws
