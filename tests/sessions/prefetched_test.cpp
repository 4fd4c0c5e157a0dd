#include "sessions/prefetched.h"

#include <string>

#include <cppunit/extensions/HelperMacros.h>

namespace fanfare::sessions {
namespace {

using namespace std::string_literals;
using std::chrono::seconds;

class PrefetchedTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(PrefetchedTest);
  CPPUNIT_TEST(givesEachReadingOnce);
  CPPUNIT_TEST(givesTheLatest);
  CPPUNIT_TEST(givesWhatFailedAsAFailure);
  CPPUNIT_TEST(givesNothingThatLayTooLong);
  CPPUNIT_TEST(givesNothingOnceTheClockWasSetBack);
  CPPUNIT_TEST(dropsTheOldestBeyondItsCount);
  CPPUNIT_TEST(dropsTheOldestBeyondItsBytes);
  CPPUNIT_TEST_SUITE_END();

 public:
  void givesEachReadingOnce() {
    put("a", "one");
    put("b", std::nullopt);

    const auto taken = prefetched_.take("a");

    CPPUNIT_ASSERT_EQUAL("one"s, taken->bytes->value());
    CPPUNIT_ASSERT(taken->asOf == kAsked);
    CPPUNIT_ASSERT(!*prefetched_.take("b")->bytes);
    for (const char* key : {"a", "b", "nobody"}) CPPUNIT_ASSERT(!prefetched_.take(key));
  }

  void givesTheLatest() {
    put("a", "one");
    put("a", "two");
    CPPUNIT_ASSERT_EQUAL("two"s, prefetched_.take("a")->bytes->value());
    CPPUNIT_ASSERT(!prefetched_.take("a"));
  }

  void givesWhatFailedAsAFailure() {
    prefetched_.put("a", {kAsked, Error{ErrorCode::kUnavailable, "away"}});
    CPPUNIT_ASSERT_EQUAL("away"s, prefetched_.take("a")->bytes.error().message);
  }

  void givesNothingThatLayTooLong() {
    put("a", "one");
    put("b", "two");
    now_ += Prefetched::kFresh;
    CPPUNIT_ASSERT(prefetched_.take("a"));
    now_ += seconds(1);
    CPPUNIT_ASSERT(!prefetched_.take("b"));
  }

  void givesNothingOnceTheClockWasSetBack() {
    put("a", "one");
    now_ -= seconds(1);
    CPPUNIT_ASSERT(!prefetched_.take("a"));
  }

  void dropsTheOldestBeyondItsCount() {
    for (std::size_t i = 0; i <= Prefetched::kMaxReadings; ++i) put(std::to_string(i), "x");
    CPPUNIT_ASSERT(!prefetched_.take("0"));
    CPPUNIT_ASSERT(prefetched_.take("1"));
    CPPUNIT_ASSERT(prefetched_.take(std::to_string(Prefetched::kMaxReadings)));
  }

  void dropsTheOldestBeyondItsBytes() {
    const std::string half(Prefetched::kMaxBytes / 2, 'x');
    put("a", half);
    put("b", "small");
    put("c", half);
    CPPUNIT_ASSERT(!prefetched_.take("a"));
    CPPUNIT_ASSERT(prefetched_.take("b"));
    CPPUNIT_ASSERT(prefetched_.take("c"));
  }

 private:
  using Time = std::chrono::system_clock::time_point;
  static constexpr Time kAsked{seconds(1'700'000'000)};

  void put(const std::string& key, std::optional<std::string> bytes) {
    prefetched_.put(key, {kAsked, std::move(bytes)});
  }

  Time now_{seconds(1'800'000'000)};
  Prefetched prefetched_{[this] { return now_; }};
};

CPPUNIT_TEST_SUITE_REGISTRATION(PrefetchedTest);

}  // namespace
}  // namespace fanfare::sessions
