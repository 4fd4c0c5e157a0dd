#include "net/connection.h"

#include <string>

#include <cppunit/extensions/HelperMacros.h>

#include "support/fake_clock.h"
#include "support/recording_connection_handler.h"
#include "support/socket_pair.h"
#include "support/turns.h"

namespace fanfare::net {
namespace {

using testing::FakeClock;
using testing::localPair;
using testing::received;
using testing::RecordingConnectionHandler;
using testing::sendAll;
using testing::SocketPair;
using testing::turn;
using testing::turnUntil;

constexpr std::size_t kMoreThanASocketTakes = 8u << 20;
constexpr ConnectionOptions kRoomy{64u << 20};

std::string bytesFor(char c, std::size_t size = kMoreThanASocketTakes) {
  return std::string(size, c);
}

class ConnectionTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ConnectionTest);
  CPPUNIT_TEST(isSmall);
  CPPUNIT_TEST(handsOverWhatThePeerSends);
  CPPUNIT_TEST(handsOverMoreThanOneReadTakes);
  CPPUNIT_TEST(sendsWhatWasEnqueuedAtTheEndOfTheTurn);
  CPPUNIT_TEST(sendsWhatIsEnqueuedAsBytesArrive);
  CPPUNIT_TEST(sendsChunksThatAreJoinedAndChunksThatAreNot);
  CPPUNIT_TEST(sendsTheRestWhenTheSocketTakesMore);
  CPPUNIT_TEST(doesNotWakeForASocketThatCouldTakeMore);
  CPPUNIT_TEST(reportsASlowConsumerAndKeepsWhatItAccepted);
  CPPUNIT_TEST(takesABurstBeyondItsBoundIfTheSocketDoes);
  CPPUNIT_TEST(countsWhatWaitsForItsSocket);
  CPPUNIT_TEST(refusesMoreForAFullSocketWhenItsReactorIsFull);
  CPPUNIT_TEST(discardsWhatIsUnsentButForAChunkItHasBegun);
  CPPUNIT_TEST(leavesBytesInTheSocketWhileItIsPaused);
  CPPUNIT_TEST(pausesBetweenTwoReads);
  CPPUNIT_TEST_SUITE_END();

 public:
  // There are tens of thousands, most of them idle.
  void isSmall() { CPPUNIT_ASSERT(sizeof(Connection) <= 72); }

  void handsOverWhatThePeerSends() {
    RecordingConnectionHandler handler(reactor_, std::move(pair_.ours));
    sendAll(pair_.peers, "hello");

    turn(reactor_);

    CPPUNIT_ASSERT_EQUAL(std::string("hello"), handler.received);
  }

  void handsOverMoreThanOneReadTakes() {
    RecordingConnectionHandler handler(reactor_, std::move(pair_.ours));
    const std::string sent = bytesFor('x', Reactor::kScratchBytes * 3 / 2);
    sendAll(pair_.peers, sent);

    turn(reactor_);
    CPPUNIT_ASSERT(handler.received.size() <= Reactor::kScratchBytes);
    turnUntil(reactor_, [&] { return handler.received.size() >= sent.size(); });

    CPPUNIT_ASSERT(handler.received == sent);
  }

  void sendsWhatWasEnqueuedAtTheEndOfTheTurn() {
    RecordingConnectionHandler handler(reactor_, std::move(pair_.ours));
    handler.enqueue("ab");
    handler.enqueue("cd");
    CPPUNIT_ASSERT_EQUAL(std::string(), received(pair_.peers));
    CPPUNIT_ASSERT_EQUAL(std::size_t{4}, handler.connection->pendingBytes());

    turn(reactor_);

    CPPUNIT_ASSERT_EQUAL(std::string("abcd"), received(pair_.peers));
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, handler.connection->pendingBytes());
    CPPUNIT_ASSERT_EQUAL(0, handler.drainedCount);
  }

  void sendsWhatIsEnqueuedAsBytesArrive() {
    RecordingConnectionHandler handler(reactor_, std::move(pair_.ours));
    handler.onReceived = [&handler] { handler.enqueue("pong"); };
    sendAll(pair_.peers, "ping");

    turn(reactor_);

    CPPUNIT_ASSERT_EQUAL(std::string("pong"), received(pair_.peers));
  }

  void sendsChunksThatAreJoinedAndChunksThatAreNot() {
    RecordingConnectionHandler handler(reactor_, std::move(pair_.ours));
    ChunkWriter writer;
    std::string expected;
    for (int i = 0; i < 1000; ++i) {
      const char c = static_cast<char>('a' + i % 26);
      *writer.reserve(1) = c;
      CPPUNIT_ASSERT(handler.connection->enqueue(writer.commit(1)) == Enqueued::kAccepted);
      expected += c;
      if (i % 3 == 0) {
        handler.enqueue("-");
        expected += '-';
      }
    }

    turn(reactor_);

    CPPUNIT_ASSERT_EQUAL(expected, received(pair_.peers));
  }

  void sendsTheRestWhenTheSocketTakesMore() {
    RecordingConnectionHandler handler(reactor_, std::move(pair_.ours), kRoomy);
    handler.enqueue(bytesFor('a'));
    turn(reactor_);
    CPPUNIT_ASSERT(handler.connection->pendingBytes() > 0);
    handler.enqueue(bytesFor('b'));

    std::string arrived;
    turnUntil(reactor_, [&] {
      arrived += received(pair_.peers);
      return handler.drainedCount > 0;
    });
    arrived += received(pair_.peers);

    CPPUNIT_ASSERT(arrived == bytesFor('a') + bytesFor('b'));
    CPPUNIT_ASSERT_EQUAL(1, handler.drainedCount);
  }

  void doesNotWakeForASocketThatCouldTakeMore() {
    RecordingConnectionHandler handler(reactor_, std::move(pair_.ours), kRoomy);
    handler.enqueue(bytesFor('a'));
    turnUntil(reactor_, [&] {
      (void)received(pair_.peers);
      return handler.drainedCount > 0;
    });

    for (int i = 0; i < 10; ++i) turn(reactor_);

    CPPUNIT_ASSERT_EQUAL(1, handler.drainedCount);
  }

  void reportsASlowConsumerAndKeepsWhatItAccepted() {
    RecordingConnectionHandler handler(reactor_, std::move(pair_.ours),
                                       ConnectionOptions{kMoreThanASocketTakes});
    handler.enqueue(bytesFor('a'));

    CPPUNIT_ASSERT(handler.connection->enqueue(Chunk(bytesFor('b'))) == Enqueued::kSlowConsumer);

    std::string arrived;
    turnUntil(reactor_, [&] {
      arrived += received(pair_.peers);
      return arrived.size() >= kMoreThanASocketTakes;
    });
    CPPUNIT_ASSERT(arrived == bytesFor('a'));
  }

  void takesABurstBeyondItsBoundIfTheSocketDoes() {
    RecordingConnectionHandler handler(reactor_, std::move(pair_.ours), ConnectionOptions{10});

    for (const char* piece : {"12345678", "abcdef", "ghijkl"}) handler.enqueue(piece);

    turn(reactor_);
    CPPUNIT_ASSERT_EQUAL(std::string("12345678abcdefghijkl"), received(pair_.peers));
  }

  void countsWhatWaitsForItsSocket() {
    RecordingConnectionHandler handler(reactor_, std::move(pair_.ours), kRoomy);
    handler.enqueue(bytesFor('a'));
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, reactor_.queuedBytes());
    turn(reactor_);
    CPPUNIT_ASSERT_EQUAL(handler.connection->pendingBytes(), reactor_.queuedBytes());
    handler.enqueue(bytesFor('b'));
    CPPUNIT_ASSERT_EQUAL(handler.connection->pendingBytes(), reactor_.queuedBytes());
    CPPUNIT_ASSERT(reactor_.queuedBytes() > kMoreThanASocketTakes);

    handler.connection->discardUnsent();
    CPPUNIT_ASSERT_EQUAL(handler.connection->pendingBytes(), reactor_.queuedBytes());
    handler.connection.reset();
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, reactor_.queuedBytes());
  }

  void refusesMoreForAFullSocketWhenItsReactorIsFull() {
    Reactor reactor(clock_, kMoreThanASocketTakes);
    SocketPair other = localPair();
    RecordingConnectionHandler slow(reactor, std::move(pair_.ours), kRoomy);
    RecordingConnectionHandler quick(reactor, std::move(other.ours), kRoomy);
    slow.enqueue(bytesFor('a'));
    turn(reactor);

    Chunk more(bytesFor('b'));
    CPPUNIT_ASSERT(slow.connection->enqueue(more) == Enqueued::kSlowConsumer);
    CPPUNIT_ASSERT(quick.connection->enqueue(more) == Enqueued::kAccepted);
  }

  void discardsWhatIsUnsentButForAChunkItHasBegun() {
    RecordingConnectionHandler handler(reactor_, std::move(pair_.ours), kRoomy);
    handler.enqueue(bytesFor('a'));
    turn(reactor_);
    handler.enqueue("never");
    handler.connection->discardUnsent();
    handler.enqueue("end");

    std::string arrived;
    turnUntil(reactor_, [&] {
      arrived += received(pair_.peers);
      return handler.drainedCount > 0;
    });
    arrived += received(pair_.peers);

    CPPUNIT_ASSERT(arrived == bytesFor('a') + "end");
  }

  void leavesBytesInTheSocketWhileItIsPaused() {
    RecordingConnectionHandler handler(reactor_, std::move(pair_.ours));
    handler.connection->pauseReading();
    sendAll(pair_.peers, "hello");
    turn(reactor_);
    CPPUNIT_ASSERT_EQUAL(std::string(), handler.received);

    handler.connection->resumeReading();
    turn(reactor_);
    CPPUNIT_ASSERT_EQUAL(std::string("hello"), handler.received);
  }

  void pausesBetweenTwoReads() {
    RecordingConnectionHandler handler(reactor_, std::move(pair_.ours));
    handler.onReceived = [&handler] { handler.connection->pauseReading(); };
    sendAll(pair_.peers, bytesFor('x', Reactor::kScratchBytes + 1));

    for (int i = 0; i < 5; ++i) turn(reactor_);

    CPPUNIT_ASSERT(!handler.received.empty());
    CPPUNIT_ASSERT(handler.received.size() <= Reactor::kScratchBytes);
  }

 private:
  FakeClock clock_;
  Reactor reactor_{clock_};
  SocketPair pair_ = localPair();
};

CPPUNIT_TEST_SUITE_REGISTRATION(ConnectionTest);

}  // namespace
}  // namespace fanfare::net
