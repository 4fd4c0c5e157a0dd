#include "net/outbox.h"

#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include <cppunit/extensions/HelperMacros.h>

#include "support/socket_pair.h"

namespace fanfare::net {
namespace {

using testing::localPair;
using testing::received;
using testing::SocketPair;

constexpr std::size_t kPlenty = 64u << 20;

class OutboxTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(OutboxTest);
  CPPUNIT_TEST(refusesAChunkBeyondItsBoundAndKeepsTheRest);
  CPPUNIT_TEST(takesAChunkThatFillsItsBoundExactly);
  CPPUNIT_TEST(countsWhatManySmallChunksCost);
  CPPUNIT_TEST(keepsFewBlocksForManySmallChunks);
  CPPUNIT_TEST(keepsNothingOfAnEmptyChunk);
  CPPUNIT_TEST(joinsChunksThatFollowEachOther);
  CPPUNIT_TEST(flushesInOrderAndEmpties);
  CPPUNIT_TEST(flushesMoreChunksThanOneWriteGathers);
  CPPUNIT_TEST(keepsWhatAFullSocketDidNotTake);
  CPPUNIT_TEST(sendsEveryByteInOrderThroughASocketThatFills);
  CPPUNIT_TEST(discardsAllOfAnOutboxThatHasNotBegun);
  CPPUNIT_TEST(finishesTheChunkItHasBegunBeforeWhatFollows);
  CPPUNIT_TEST(finishesAChunkItHasBegunBehindOthers);
  CPPUNIT_TEST(reportsAPeerThatIsGone);
  CPPUNIT_TEST(isUsedAgainAsASpareOne);
  CPPUNIT_TEST(isMadeAnewWhereNoneIsSpare);
  CPPUNIT_TEST_SUITE_END();

 public:
  void setUp() override { sockets_ = localPair(); }

  void refusesAChunkBeyondItsBoundAndKeepsTheRest() {
    CPPUNIT_ASSERT(outbox_.enqueue(chunkOf(8), 10) == Enqueued::kAccepted);
    CPPUNIT_ASSERT(outbox_.enqueue(chunkOf(3), 10) == Enqueued::kSlowConsumer);
    CPPUNIT_ASSERT_EQUAL(std::size_t{8}, outbox_.pendingBytes());
  }

  void takesAChunkThatFillsItsBoundExactly() {
    CPPUNIT_ASSERT(outbox_.enqueue(chunkOf(8), 10) == Enqueued::kAccepted);
    CPPUNIT_ASSERT(outbox_.enqueue(chunkOf(2), 10) == Enqueued::kAccepted);
  }

  void countsWhatManySmallChunksCost() {
    std::size_t accepted = 0;
    while (outbox_.enqueue(chunkOf(1), 400) == Enqueued::kAccepted) ++accepted;

    CPPUNIT_ASSERT(accepted > 5);
    CPPUNIT_ASSERT(accepted * sizeof(Chunk) < 400 + 2 * sizeof(Chunk));
  }

  void keepsFewBlocksForManySmallChunks() {
    const auto others = std::make_shared<const std::string>("abcdefghij");
    std::string expected;
    for (int i = 0; i < 1000; ++i) {
      const auto place = static_cast<std::size_t>(i) % others->size();
      expected += (*others)[place];
      CPPUNIT_ASSERT(outbox_.enqueue(Chunk(others, std::string_view(*others).substr(place, 1)),
                                     kPlenty) == Enqueued::kAccepted);
      enqueue("-");
      expected += "-";
    }

    CPPUNIT_ASSERT(others.use_count() < 20);
    CPPUNIT_ASSERT_EQUAL(expected.size(), outbox_.pendingBytes());
    CPPUNIT_ASSERT(outbox_.flush(sockets_.ours));
    CPPUNIT_ASSERT_EQUAL(expected, received(sockets_.peers));
  }

  void keepsNothingOfAnEmptyChunk() {
    CPPUNIT_ASSERT(outbox_.enqueue(Chunk(), 10) == Enqueued::kAccepted);
    CPPUNIT_ASSERT(outbox_.empty());
    CPPUNIT_ASSERT(outbox_.flush(sockets_.ours));
  }

  void joinsChunksThatFollowEachOther() {
    ChunkWriter writer;
    for (const char c : {'a', 'b', 'c'}) {
      *writer.reserve(1) = c;
      // One more that was not joined would be over this bound.
      CPPUNIT_ASSERT(outbox_.enqueue(writer.commit(1), 3) == Enqueued::kAccepted);
    }

    CPPUNIT_ASSERT(outbox_.flush(sockets_.ours));

    CPPUNIT_ASSERT_EQUAL(std::string("abc"), received(sockets_.peers));
  }

  void flushesInOrderAndEmpties() {
    enqueue("ab");
    enqueue("cd");

    CPPUNIT_ASSERT(outbox_.flush(sockets_.ours));

    CPPUNIT_ASSERT(outbox_.empty());
    CPPUNIT_ASSERT_EQUAL(std::string("abcd"), received(sockets_.peers));
  }

  void flushesMoreChunksThanOneWriteGathers() {
    std::string expected;
    for (int i = 0; i < 500; ++i) {
      enqueue(std::to_string(i));
      expected += std::to_string(i);
    }

    CPPUNIT_ASSERT(outbox_.flush(sockets_.ours));

    CPPUNIT_ASSERT(outbox_.empty());
    CPPUNIT_ASSERT_EQUAL(expected, received(sockets_.peers));
  }

  void keepsWhatAFullSocketDidNotTake() {
    constexpr std::size_t kSize = 8u << 20;
    enqueue(std::string(kSize, 'x'));

    CPPUNIT_ASSERT(outbox_.flush(sockets_.ours));
    CPPUNIT_ASSERT(outbox_.pendingBytes() > 0 && outbox_.pendingBytes() < kSize);
    CPPUNIT_ASSERT(outbox_.flush(sockets_.ours));
    CPPUNIT_ASSERT(!outbox_.empty());
  }

  // Chunks of sizes that let writes end anywhere: within one, between two, behind many.
  void sendsEveryByteInOrderThroughASocketThatFills() {
    std::string expected;
    for (std::size_t i = 0; i < 3000; ++i) {
      const std::string piece(1 + i * 37 % 1500, static_cast<char>('a' + i % 26));
      expected += piece;
      enqueue(piece);
      if (i % 500 == 499) {
        CPPUNIT_ASSERT(outbox_.flush(sockets_.ours));
      }
    }

    CPPUNIT_ASSERT(receivedUntilEmpty() == expected);
  }

  void discardsAllOfAnOutboxThatHasNotBegun() {
    enqueue("ab");
    enqueue("cd");

    outbox_.discardUnbegun();

    CPPUNIT_ASSERT(outbox_.empty());
    enqueue("ef");
    CPPUNIT_ASSERT(outbox_.flush(sockets_.ours));
    CPPUNIT_ASSERT_EQUAL(std::string("ef"), received(sockets_.peers));
  }

  void finishesTheChunkItHasBegunBeforeWhatFollows() {
    const std::string begun(1u << 20, 'a');
    enqueue(begun);
    enqueue(std::string(1u << 20, 'b'));
    CPPUNIT_ASSERT(outbox_.flush(sockets_.ours));

    outbox_.discardUnbegun();
    enqueue("end");

    CPPUNIT_ASSERT(receivedUntilEmpty() == begun + "end");
  }

  void finishesAChunkItHasBegunBehindOthers() {
    const std::string begun(1u << 20, 'b');
    enqueue("first");
    enqueue(begun);
    enqueue("never");
    CPPUNIT_ASSERT(outbox_.flush(sockets_.ours));

    outbox_.discardUnbegun();
    enqueue("end");

    CPPUNIT_ASSERT(receivedUntilEmpty() == "first" + begun + "end");
  }

  void reportsAPeerThatIsGone() {
    sockets_.peers = Descriptor();
    enqueue("x");

    CPPUNIT_ASSERT(!outbox_.flush(sockets_.ours));
  }

  void isUsedAgainAsASpareOne() {
    SpareOutboxes spare;
    auto outbox = spare.take();
    const Outbox* const first = outbox.get();

    spare.giveBack(std::move(outbox));

    CPPUNIT_ASSERT(spare.take().get() == first);
  }

  void isMadeAnewWhereNoneIsSpare() {
    SpareOutboxes spare;
    const auto one = spare.take();
    const auto another = spare.take();

    CPPUNIT_ASSERT(one && another && one != another);
    CPPUNIT_ASSERT(another->empty());
  }

 private:
  static Chunk chunkOf(std::size_t size) { return Chunk(std::string(size, 'x')); }

  void enqueue(std::string bytes) {
    CPPUNIT_ASSERT(outbox_.enqueue(Chunk(std::move(bytes)), kPlenty) == Enqueued::kAccepted);
  }

  std::string receivedUntilEmpty() {
    std::string arrived;
    while (!outbox_.empty()) {
      arrived += received(sockets_.peers);
      CPPUNIT_ASSERT(outbox_.flush(sockets_.ours));
    }
    return arrived + received(sockets_.peers);
  }

  SocketPair sockets_;
  Outbox outbox_;
};

CPPUNIT_TEST_SUITE_REGISTRATION(OutboxTest);

}  // namespace
}  // namespace fanfare::net
