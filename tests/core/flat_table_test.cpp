#include "core/flat_table.h"

#include <cstdint>
#include <memory>
#include <random>
#include <set>
#include <unordered_set>
#include <vector>

#include <cppunit/extensions/HelperMacros.h>

namespace fanfare::core {
namespace {

// So few different ones that many values share a hash, or lie in each other's way.
constexpr std::uint64_t kHashes = 50;

struct ModuloHash {
  std::uint64_t operator()(std::uint32_t value) const { return value % kHashes; }
};
using Table = FlatTable<std::uint32_t, ModuloHash>;

struct HashOfPointee {
  std::uint64_t operator()(const std::unique_ptr<int>& value) const {
    return static_cast<std::uint64_t>(*value);
  }
};

std::uint32_t* find(Table& table, std::uint32_t value) {
  return table.find(value % kHashes, [value](std::uint32_t one) { return one == value; });
}

std::multiset<std::uint32_t> allOf(const Table& table) {
  std::multiset<std::uint32_t> all;
  table.forEach([&all](std::uint32_t value) { all.insert(value); });
  return all;
}

class FlatTableTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(FlatTableTest);
  CPPUNIT_TEST(holdsNothingAndTakesNoRoomAtFirst);
  CPPUNIT_TEST(findsWhatWasPutIn);
  CPPUNIT_TEST(findsNothingElse);
  CPPUNIT_TEST(letsWhatWasFoundBeReplaced);
  CPPUNIT_TEST(holdsWhatASetHoldsWhateverComesAndGoes);
  CPPUNIT_TEST(holdsWhatCannotBeCopied);
  CPPUNIT_TEST(shrinksWhenFewAreLeft);
  CPPUNIT_TEST(visitsEachValueInOneBucket);
  CPPUNIT_TEST(leavesValuesInTheirBucketsWhenOthersGo);
  CPPUNIT_TEST(visitsNothingBeyondItsBuckets);
  CPPUNIT_TEST_SUITE_END();

 public:
  void holdsNothingAndTakesNoRoomAtFirst() {
    CPPUNIT_ASSERT(table_.empty());
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, table_.bucketCount());
    CPPUNIT_ASSERT(!find(table_, 1));
  }

  void findsWhatWasPutIn() {
    fill(1, 1000);

    CPPUNIT_ASSERT_EQUAL(std::size_t{999}, table_.size());
    for (std::uint32_t value = 1; value < 1000; ++value) {
      CPPUNIT_ASSERT_EQUAL(value, *find(table_, value));
    }
  }

  void findsNothingElse() {
    fill(1, 100);

    CPPUNIT_ASSERT(!find(table_, 100));
    CPPUNIT_ASSERT(!table_.find(kHashes + 1, [](std::uint32_t) { return true; }));
  }

  void letsWhatWasFoundBeReplaced() {
    fill(1, 10);

    *find(table_, 5) = 5 + kHashes;

    CPPUNIT_ASSERT(!find(table_, 5));
    CPPUNIT_ASSERT(find(table_, 5 + kHashes));
  }

  void holdsWhatASetHoldsWhateverComesAndGoes() {
    std::mt19937 random(7);  // NOLINT(cert-msc*): the same each time
    std::set<std::uint32_t> expected;
    for (int i = 0; i < 20'000; ++i) {
      const auto value = static_cast<std::uint32_t>(1 + random() % 300);
      if (auto* const found = find(table_, value)) {
        CPPUNIT_ASSERT_EQUAL(value, table_.take(found));
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, expected.erase(value));
      } else {
        table_.insert(value);
        CPPUNIT_ASSERT(expected.insert(value).second);
      }
    }

    CPPUNIT_ASSERT(allOf(table_) == std::multiset<std::uint32_t>(expected.begin(), expected.end()));
    CPPUNIT_ASSERT_EQUAL(expected.size(), table_.size());
  }

  void holdsWhatCannotBeCopied() {
    FlatTable<std::unique_ptr<int>, HashOfPointee> table;
    for (int i = 0; i < 100; ++i) table.insert(std::make_unique<int>(i));

    const auto taken = table.take(table.find(42, [](const auto& one) { return *one == 42; }));

    CPPUNIT_ASSERT_EQUAL(42, *taken);
    CPPUNIT_ASSERT(!table.find(42, [](const auto&) { return true; }));
    CPPUNIT_ASSERT_EQUAL(std::size_t{99}, table.size());
  }

  void shrinksWhenFewAreLeft() {
    fill(1, 1000);
    const std::size_t full = table_.bucketCount();

    for (std::uint32_t value = 10; value < 1000; ++value) table_.take(find(table_, value));

    CPPUNIT_ASSERT(table_.bucketCount() < full / 8);
    for (std::uint32_t value = 1; value < 10; ++value) CPPUNIT_ASSERT(find(table_, value));
  }

  void visitsEachValueInOneBucket() {
    fill(1, 200);

    std::multiset<std::uint32_t> visited;
    for (std::size_t bucket = 0; bucket < table_.bucketCount(); ++bucket) {
      visit(bucket, bucket + 1, visited);
    }

    CPPUNIT_ASSERT(visited == allOf(table_));
  }

  void leavesValuesInTheirBucketsWhenOthersGo() {
    fill(1, 200);
    const std::size_t half = table_.bucketCount() / 2;
    std::multiset<std::uint32_t> visited;

    visit(0, half, visited);
    const auto gone = std::vector<std::uint32_t>(visited.begin(), visited.end());
    for (const auto value : gone) table_.take(find(table_, value));
    visit(half, 2 * half, visited);

    CPPUNIT_ASSERT_EQUAL(2 * half, table_.bucketCount());
    CPPUNIT_ASSERT_EQUAL(std::size_t{199}, visited.size());
  }

  void visitsNothingBeyondItsBuckets() {
    fill(1, 20);
    std::multiset<std::uint32_t> visited;

    visit(table_.bucketCount(), table_.bucketCount() + 100, visited);
    CPPUNIT_ASSERT(visited.empty());

    visit(0, table_.bucketCount() + 100, visited);
    CPPUNIT_ASSERT(visited == allOf(table_));
  }

 private:
  void fill(std::uint32_t first, std::uint32_t end) {
    for (std::uint32_t value = first; value < end; ++value) table_.insert(value);
  }
  void visit(std::size_t first, std::size_t end, std::multiset<std::uint32_t>& visited) const {
    table_.forEach(first, end, [&visited](std::uint32_t value) { visited.insert(value); });
  }

  Table table_;
};

CPPUNIT_TEST_SUITE_REGISTRATION(FlatTableTest);

}  // namespace
}  // namespace fanfare::core
