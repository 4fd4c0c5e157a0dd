#include "app/bucket_walk.h"

#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <cppunit/extensions/HelperMacros.h>

namespace fanfare::app {
namespace {

using Walk = BucketWalk<int, int>;
using Numbers = std::vector<int>;

constexpr int kTurn = static_cast<int>(Walk::kBucketsATurn);

class BucketWalkTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(BucketWalkTest);
  CPPUNIT_TEST(findsTheFirstOfAllReactorsByTheirKeys);
  CPPUNIT_TEST(looksAtAFewBucketsATurn);
  CPPUNIT_TEST(addsUpWhatSeveralReactorsHave);
  CPPUNIT_TEST(beginsAnewWithAMapThatGrows);
  CPPUNIT_TEST(findsNothingInEmptyMaps);
  CPPUNIT_TEST(isOverBeforeItTells);
  CPPUNIT_TEST_SUITE_END();

 public:
  void setUp() override {
    maps_.clear();
    told_.clear();
    found_.reset();
  }

  void findsTheFirstOfAllReactorsByTheirKeys() {
    maps_ = {{7, 1, 5}, {2, 9, 4}};

    begin(4);
    while (turn()) {
    }

    CPPUNIT_ASSERT((Numbers{1, 2, 4, 5}) == found_);
  }

  void looksAtAFewBucketsATurn() {
    maps_ = {Numbers(2 * kTurn + 1, 0)};
    maps_[0].back() = 3;

    begin(9);
    CPPUNIT_ASSERT(turn() && turn() && !found_);
    CPPUNIT_ASSERT(turn());

    CPPUNIT_ASSERT(Numbers{3} == found_);
  }

  void addsUpWhatSeveralReactorsHave() {
    maps_ = {{5}, {5}, {6}};
    plan_.add = [](int value, Walk::Found& found) {
      // A thousand more for each time.
      const int key = value % 1000;
      const int times = value / 1000 + 1;
      int* const known = found.find(key);
      if (known) {
        *known += times * 1000;
      } else {
        found.add(key, value);
      }
    };

    begin(9);
    while (turn()) {
    }

    CPPUNIT_ASSERT((Numbers{1005, 6}) == found_);
  }

  void beginsAnewWithAMapThatGrows() {
    maps_ = {{8}, Numbers(kTurn + 1, 0)};
    maps_[1].front() = 1;
    maps_[1].back() = 2;

    begin(9);
    CPPUNIT_ASSERT(turn() && turn());
    maps_[1].assign(2 * kTurn, 0);  // which moves what is in it
    maps_[1].back() = 1;
    maps_[1].front() = 2;
    while (turn()) {
    }

    CPPUNIT_ASSERT((Numbers{1, 2, 8}) == found_);
  }

  void findsNothingInEmptyMaps() {
    maps_ = {{}, {}};

    begin(1);
    while (turn()) {
    }

    CPPUNIT_ASSERT(Numbers{} == found_);
  }

  void isOverBeforeItTells() {
    maps_ = {{1}};

    begin(1);
    while (turn()) {
    }

    CPPUNIT_ASSERT_EQUAL(std::string("over done"), told_);
  }

 private:
  void begin(std::size_t limit) {
    plan_.reactors = maps_.size();
    plan_.limit = limit;
    plan_.ask = [this](std::size_t reactor, Buckets buckets, Walk::Taken taken) {
      turns_.push_back([this, reactor, buckets, taken = std::move(taken)] {
        const Numbers& map = maps_[reactor];
        Numbers values;
        for (std::size_t i = buckets.first; i < std::min(buckets.end, map.size()); ++i) {
          if (map[i] != 0) values.push_back(map[i]);
        }
        taken(map.size(), values);
      });
    };
    plan_.done = [this](Numbers all) {
      told_ += " done";
      found_ = std::move(all);
    };
    Walk::begin(plan_, [this] { told_ += "over"; });
  }

  // Of the reactor that was asked; false where none was.
  bool turn() {
    if (turns_.empty()) return false;
    const auto one = std::move(turns_.front());
    turns_.pop_front();
    one();
    return true;
  }

  std::vector<Numbers> maps_;  // of each reactor; 0: an empty bucket
  Walk::Plan plan_{1, 1, nullptr, [](int value, Walk::Found& found) { found.add(value, value); },
                   nullptr};
  std::deque<std::function<void()>> turns_;
  std::string told_;
  std::optional<Numbers> found_;
};

CPPUNIT_TEST_SUITE_REGISTRATION(BucketWalkTest);

}  // namespace
}  // namespace fanfare::app
