// A message allocates: its bytes, and its way from Redis through the router to the hub. So does
// every 64 KiB of frames. Its deliveries do not, so that a hundred subscribers cost what one does;
// but for OpenSSL, which allocates for each record that it writes.

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include <cppunit/extensions/HelperMacros.h>

#include "allocations/counted_node.h"

namespace fanfare::testing {
namespace {

using Texts = std::vector<std::string>;
using Open = std::function<void(CountedNode& node)>;

constexpr std::size_t kMany = 100;  // subscribers
constexpr int kWarmUp = 20;         // rounds
constexpr int kRounds = 50;

const Texts kChat = {"broadcast:chat"};
const Texts kMessage = {std::string(128, 'x')};

Open raw(std::size_t count) {
  return [count](CountedNode& node) { node.open(node.raw(), count, kChat); };
}

Open fanfareV1(std::size_t count) {
  return [count](CountedNode& node) { node.open(node.fanfareV1(), count, kChat); };
}

Open deflated(std::size_t count) {
  return [count](CountedNode& node) { node.openDeflated(count, kChat); };
}

Open overTls(std::size_t count) {
  return [count](CountedNode& node) { node.openTls(count, kChat); };
}

Open socketIo(std::size_t count) {
  return [count](CountedNode& node) { node.openSocketIo(count, kChat); };
}

std::size_t messageRound(CountedNode& node) { return node.allocationsOf(kChat, kMessage); }

// In all rounds, with the clients that `open` opens.
std::size_t allocations(const Open& open,
                        const std::function<std::size_t(CountedNode& node)>& round = messageRound) {
  CountedNode node;
  open(node);
  node.settle();
  for (int i = 0; i < kWarmUp; ++i) (void)round(node);
  std::size_t sum = 0;
  for (int i = 0; i < kRounds; ++i) sum += round(node);
  return sum;
}

class DeliveryAllocationsTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(DeliveryAllocationsTest);
  CPPUNIT_TEST(areFourAMessageHoweverManyHearIt);
  CPPUNIT_TEST(areAsManyForTwoOnEachOfManyChannelsAsForOne);
  CPPUNIT_TEST(areAsManyForThoseWhoHaveSpoken);
  CPPUNIT_TEST(areAsManyForABurstOrNearly);
  CPPUNIT_TEST(areFourAMessageInFanfareV1);
  CPPUNIT_TEST(areFourAMessageThatIsCompressed);
  CPPUNIT_TEST(areFourAMessageOverTlsButForOpenSsl);
  CPPUNIT_TEST(areAtMostFourARecordOfOpenSsl);
  CPPUNIT_TEST(areAsManyAMessageForOneClientOfSocketIoAsForMany);
  CPPUNIT_TEST_SUITE_END();

 public:
  void areFourAMessageHoweverManyHearIt() {
    CPPUNIT_ASSERT_EQUAL(kFourEach, allocations(raw(1)));
    CPPUNIT_ASSERT_EQUAL(kFourEach, allocations(raw(kMany)));
  }

  void areAsManyForTwoOnEachOfManyChannelsAsForOne() {
    Texts channels;
    for (int i = 0; i < 20; ++i) channels.push_back("broadcast:ch" + std::to_string(i));
    const auto onEach = [&channels](std::size_t count) {
      return [&channels, count](CountedNode& node) {
        for (const auto& channel : channels) node.open(node.raw(), count, {channel});
      };
    };
    const auto round = [&channels](CountedNode& node) {
      std::size_t sum = 0;
      for (const auto& channel : channels) sum += node.allocationsOf({channel}, kMessage);
      return sum;
    };

    CPPUNIT_ASSERT_EQUAL(allocations(onEach(1), round), allocations(onEach(2), round));
  }

  void areAsManyForThoseWhoHaveSpoken() {
    const auto openAndSpeak = [](CountedNode& node) {
      node.open(node.raw(), kMany, kChat);
      node.sayByAll("something else");
    };

    CPPUNIT_ASSERT_EQUAL(kFourEach, allocations(openAndSpeak));
  }

  // How much of a burst a turn sees is Redis' affair, so the message's part is not always the same.
  void areAsManyForABurstOrNearly() {
    const Texts burst(20, kMessage.front());
    const auto round = [&burst](CountedNode& node) { return node.allocationsOf(kChat, burst); };

    const auto forOne = allocations(raw(1), round);
    const auto forMany = allocations(raw(kMany), round);

    // Not even one in all rounds for each of them.
    CPPUNIT_ASSERT_LESS(forOne + kMany - 1, forMany);
  }

  void areFourAMessageInFanfareV1() {
    CPPUNIT_ASSERT_EQUAL(kFourEach, allocations(fanfareV1(1)));
    CPPUNIT_ASSERT_EQUAL(kFourEach, allocations(fanfareV1(kMany)));
  }

  void areFourAMessageThatIsCompressed() {
    CPPUNIT_ASSERT_EQUAL(kFourEach, allocations(deflated(1)));
    CPPUNIT_ASSERT_EQUAL(kFourEach, allocations(deflated(kMany)));
  }

  void areFourAMessageOverTlsButForOpenSsl() {
    const auto round = [](CountedNode& node) {
      const std::size_t all = messageRound(node);
      return all - node.ofOpenSsl();
    };

    CPPUNIT_ASSERT_EQUAL(kFourEach, allocations(overTls(1), round));
    CPPUNIT_ASSERT_EQUAL(kFourEach, allocations(overTls(kMany), round));
  }

  // OpenSSL 3.0: a buffer, which it keeps for no idle connection, and three of its own
  // bookkeeping.
  void areAtMostFourARecordOfOpenSsl() {
    const auto round = [](CountedNode& node) {
      (void)messageRound(node);
      return node.ofOpenSsl();
    };

    CPPUNIT_ASSERT_LESSEQUAL(kFourEach * kMany, allocations(overTls(kMany), round));
  }

  void areAsManyAMessageForOneClientOfSocketIoAsForMany() {
    CPPUNIT_ASSERT_EQUAL(allocations(socketIo(1)), allocations(socketIo(kMany)));
  }

 private:
  static constexpr std::size_t kFourEach = 4 * kRounds;
};

CPPUNIT_TEST_SUITE_REGISTRATION(DeliveryAllocationsTest);

}  // namespace
}  // namespace fanfare::testing
