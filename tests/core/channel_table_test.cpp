#include "core/channel_table.h"

#include <map>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <cppunit/extensions/HelperMacros.h>

namespace fanfare::core {
namespace {

Channel channelNumbered(std::size_t number) {
  return Channel::parse("room:" + std::to_string(number) + ":chat").value();
}

class Noted {
 public:
  explicit Noted(const Channel& channel, std::shared_ptr<int> note = nullptr)
      : channel_(channel), note_(std::move(note)) {}

  const Channel& channel() const { return channel_; }

 private:
  Channel channel_;
  std::shared_ptr<int> note_;  // which tells how many there are
};

using Table = ChannelTable<Noted>;

class ChannelTableTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ChannelTableTest);
  CPPUNIT_TEST(findsAValueByKeyAndByChannel);
  CPPUNIT_TEST(findsNothingWhereThereIsNone);
  CPPUNIT_TEST(takesAGuessOnlyWhereItIsRight);
  CPPUNIT_TEST(neverMovesAValue);
  CPPUNIT_TEST(hasAllPlacesBelowItsCapacity);
  CPPUNIT_TEST(destroysWhatIsErasedAndWhatIsLeft);
  CPPUNIT_TEST(usesPlacesAgain);
  CPPUNIT_TEST(holdsWhatAMapHoldsWhateverComesAndGoes);
  CPPUNIT_TEST_SUITE_END();

 public:
  void findsAValueByKeyAndByChannel() {
    const Channel channel = channelNumbered(1);
    const auto place = table_.emplace(channel);

    CPPUNIT_ASSERT_EQUAL(place, table_.find(channel));
    CPPUNIT_ASSERT_EQUAL(place, table_.find(channelNumbered(1)));
    CPPUNIT_ASSERT_EQUAL(place, table_.find("room:1:chat"));
    CPPUNIT_ASSERT(table_.at(place).channel() == channel);
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, table_.size());
  }

  void findsNothingWhereThereIsNone() {
    CPPUNIT_ASSERT_EQUAL(Table::kNowhere, table_.find("room:1:chat"));

    const auto place = table_.emplace(channelNumbered(1));
    table_.erase(place);

    CPPUNIT_ASSERT_EQUAL(Table::kNowhere, table_.find("room:1:chat"));
    CPPUNIT_ASSERT(!table_.isTaken(place));
    CPPUNIT_ASSERT(!table_.isTaken(Table::kNowhere));
    CPPUNIT_ASSERT(table_.empty());
  }

  void takesAGuessOnlyWhereItIsRight() {
    const auto one = table_.emplace(channelNumbered(1));
    const auto two = table_.emplace(channelNumbered(2));

    CPPUNIT_ASSERT_EQUAL(one, table_.find(channelNumbered(1), one));
    CPPUNIT_ASSERT_EQUAL(one, table_.find(channelNumbered(1), two));
    CPPUNIT_ASSERT_EQUAL(one, table_.find(channelNumbered(1), Table::kNowhere));
    CPPUNIT_ASSERT_EQUAL(Table::kNowhere, table_.find(channelNumbered(3), two));
  }

  void neverMovesAValue() {
    const Noted* const first = &table_.at(table_.emplace(channelNumbered(0)));
    for (std::size_t number = 1; number < 10'000; ++number) table_.emplace(channelNumbered(number));

    CPPUNIT_ASSERT(first == &table_.at(table_.find("room:0:chat")));
  }

  void hasAllPlacesBelowItsCapacity() {
    for (std::size_t number = 0; number < 1000; ++number) {
      CPPUNIT_ASSERT(table_.emplace(channelNumbered(number)) < table_.capacity());
    }
  }

  void destroysWhatIsErasedAndWhatIsLeft() {
    const auto note = std::make_shared<int>();
    {
      Table table;
      for (std::size_t number = 0; number < 200; ++number) {
        table.emplace(channelNumbered(number), note);
      }
      table.erase(table.find("room:7:chat"));
      CPPUNIT_ASSERT_EQUAL(200L, note.use_count());
      table.clear();
      CPPUNIT_ASSERT_EQUAL(1L, note.use_count());
      table.emplace(channelNumbered(7), note);
    }

    CPPUNIT_ASSERT_EQUAL(1L, note.use_count());
  }

  void usesPlacesAgain() {
    for (std::size_t number = 0; number < 500; ++number) table_.emplace(channelNumbered(number));
    for (std::size_t number = 0; number < 500; ++number) {
      table_.erase(table_.find(channelNumbered(number)));
    }

    for (std::size_t number = 500; number < 1000; ++number) {
      CPPUNIT_ASSERT(table_.emplace(channelNumbered(number)) < 512);
    }
  }

  void holdsWhatAMapHoldsWhateverComesAndGoes() {
    std::mt19937 random(1);
    std::map<std::string, Table::Place> expected;
    for (int step = 0; step < 50'000; ++step) {
      const Channel channel = channelNumbered(random() % 3000);
      const auto known = expected.find(std::string(channel.key()));
      if (known == expected.end()) {
        CPPUNIT_ASSERT_EQUAL(Table::kNowhere, table_.find(channel));
        expected.emplace(channel.key(), table_.emplace(channel));
      } else {
        CPPUNIT_ASSERT_EQUAL(known->second, table_.find(channel));
        table_.erase(known->second);
        expected.erase(known);
      }
    }

    CPPUNIT_ASSERT_EQUAL(expected.size(), table_.size());
    for (const auto& [key, place] : expected) {
      CPPUNIT_ASSERT_EQUAL(place, table_.find(key));
      CPPUNIT_ASSERT_EQUAL(key, std::string(table_.at(place).channel().key()));
    }
  }

 private:
  Table table_;
};

CPPUNIT_TEST_SUITE_REGISTRATION(ChannelTableTest);

}  // namespace
}  // namespace fanfare::core
