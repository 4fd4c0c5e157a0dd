#include "model/slabs.h"

#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <iterator>
#include <random>
#include <set>
#include <thread>
#include <utility>
#include <vector>

#include <cppunit/extensions/HelperMacros.h>

#include "fanfare/sanitizer.h"

namespace fanfare {
namespace {

struct Block {
  explicit Block(std::size_t size) : bytes(size), at(static_cast<char*>(Slabs::allocate(size))) {}

  void fill(char with) const { std::memset(at, with, bytes); }
  bool isFullOf(char with) const {
    return std::all_of(at, at + bytes, [with](char one) { return one == with; });
  }

  std::size_t bytes;
  char* at;
};

void release(const std::vector<Block>& blocks) {
  for (const Block& block : blocks) Slabs::release(block.at, block.bytes);
}

std::size_t residentBytes() {
  std::ifstream file("/proc/self/statm");
  std::size_t size = 0;
  std::size_t resident = 0;
  file >> size >> resident;
  return resident * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

class SlabsTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(SlabsTest);
  CPPUNIT_TEST(givesBlocksOfAnySizeThatNobodyElseHas);
  CPPUNIT_TEST(laysBlocksOfASizeSideBySide);
  CPPUNIT_TEST(usesAgainWhatWasReleased);
  CPPUNIT_TEST(givesMemoryBackOnceASlabIsEmpty);
  CPPUNIT_TEST(usesAgainTheAddressesOfEmptySlabs);
  CPPUNIT_TEST(takesBlocksBackFromOtherThreads);
  CPPUNIT_TEST(servesContainers);
  CPPUNIT_TEST_SUITE_END();

 public:
  void givesBlocksOfAnySizeThatNobodyElseHas() {
    std::vector<std::pair<Block, char>> blocks;
    std::mt19937 random(7);
    for (int round = 0; round < 20'000; ++round) {
      if (!blocks.empty() && random() % 3 == 0) {
        std::swap(blocks[random() % blocks.size()], blocks.back());
        const auto [block, mark] = blocks.back();
        CPPUNIT_ASSERT(block.isFullOf(mark));
        Slabs::release(block.at, block.bytes);
        blocks.pop_back();
      } else {
        const Block block(sizes_[random() % sizes_.size()]);
        CPPUNIT_ASSERT_EQUAL(std::uintptr_t{0},
                             reinterpret_cast<std::uintptr_t>(block.at) % Slabs::kAlignment);
        const char mark = static_cast<char>(random() % 128);
        block.fill(mark);
        blocks.emplace_back(block, mark);
      }
    }

    for (const auto& [block, mark] : blocks) {
      CPPUNIT_ASSERT(block.isFullOf(mark));
      Slabs::release(block.at, block.bytes);
    }
  }

  void laysBlocksOfASizeSideBySide() {
    if (kIsSanitized) return;
    std::vector<Block> made;
    for (std::size_t i = 0; i < 1000; ++i) made.emplace_back(kRareSize);

    // Each takes as much as it has, but for what a slab needs itself: malloc would add 8.
    std::set<std::uintptr_t> pages;
    for (const Block& block : made) pages.insert(reinterpret_cast<std::uintptr_t>(block.at) / 4096);
    CPPUNIT_ASSERT(pages.size() <= 1000 * kRareSize / 4096 + 5);
    release(made);
  }

  void usesAgainWhatWasReleased() {
    if (kIsSanitized) return;
    const Block first(kRareSize);
    const Block second(kRareSize);
    Slabs::release(first.at, first.bytes);

    const Block third(kRareSize);

    CPPUNIT_ASSERT(third.at == first.at);
    release({second, third});
  }

  void givesMemoryBackOnceASlabIsEmpty() {
    if (kIsSanitized) return;
    const std::size_t before = residentBytes();
    std::vector<Block> blocks;
    for (std::size_t i = 0; i < kMany; ++i) blocks.emplace_back(kRareSize).fill('x');
    const std::size_t grown = residentBytes() - before;
    CPPUNIT_ASSERT(grown >= kMany * kRareSize / 2);

    release(blocks);

    CPPUNIT_ASSERT(residentBytes() < before + grown / 4);
  }

  void usesAgainTheAddressesOfEmptySlabs() {
    if (kIsSanitized) return;
    const auto pagesOfMany = [] {
      std::set<std::uintptr_t> pages;
      std::vector<Block> blocks;
      for (std::size_t i = 0; i < kMany; ++i) blocks.emplace_back(kRareSize).fill('y');
      for (const Block& one : blocks) pages.insert(reinterpret_cast<std::uintptr_t>(one.at) / 4096);
      release(blocks);
      return pages;
    };
    const auto first = pagesOfMany();
    const auto second = pagesOfMany();

    // But for the pages of the slab that was not filled to its end.
    std::vector<std::uintptr_t> others;
    std::set_difference(second.begin(), second.end(), first.begin(), first.end(),
                        std::back_inserter(others));
    CPPUNIT_ASSERT(others.size() <= 4);
  }

  void takesBlocksBackFromOtherThreads() {
    std::vector<Block> made;
    for (std::size_t i = 0; i < 8000; ++i) {
      made.emplace_back(sizes_[i % sizes_.size()]);
      made.back().fill('a');
    }

    // They take and give at the same time, what is their own and what is not.
    std::vector<std::thread> threads;
    for (std::size_t number = 0; number < 4; ++number) {
      threads.emplace_back([this, &made, number] {
        for (std::size_t i = number; i < made.size(); i += 4) {
          const Block own(sizes_[i % sizes_.size()]);
          own.fill('b');
          Slabs::release(made[i].at, made[i].bytes);
          Slabs::release(own.at, own.bytes);
        }
      });
    }
    for (std::thread& thread : threads) thread.join();

    const Block another(kRareSize);
    another.fill('c');
    CPPUNIT_ASSERT(another.isFullOf('c'));
    release({another});
  }

  void servesContainers() {
    std::vector<std::uint64_t, SlabAllocator<std::uint64_t>> numbers;
    for (std::uint64_t i = 0; i < 5000; ++i) numbers.push_back(i);

    for (std::uint64_t i = 0; i < 5000; ++i) CPPUNIT_ASSERT_EQUAL(i, numbers[i]);
  }

 private:
  static constexpr std::size_t kMany = 20'000;
  static constexpr std::size_t kRareSize = 376;  // that nothing else here has

  const std::vector<std::size_t> sizes_ = {0,   1,   7,    8,    9,    24,   208,    511,
                                           512, 513, 4096, 4095, 4097, 8192, 20'480, 100'000};
};

CPPUNIT_TEST_SUITE_REGISTRATION(SlabsTest);

}  // namespace
}  // namespace fanfare
