// How connections end; connection_test.cpp tests the rest.

#include <sys/mman.h>
#include <sys/socket.h>

#include <memory>
#include <string>

#include <cppunit/extensions/HelperMacros.h>

#include "net/connection.h"
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
using testing::reset;
using testing::sendAll;
using testing::SocketPair;
using testing::tcpPair;
using testing::turn;
using testing::turnUntil;

using std::chrono::milliseconds;

constexpr milliseconds kPatience{500};
constexpr std::size_t kMoreThanASocketTakes = 8u << 20;
constexpr ConnectionOptions kRoomy{64u << 20};

Chunk words(const char* text) { return Chunk(std::string(text)); }

class ConnectionEndTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ConnectionEndTest);
  CPPUNIT_TEST(isGoneWhenThePeerCloses);
  CPPUNIT_TEST(handsOverWhatCameBeforeThePeerClosedItsSide);
  CPPUNIT_TEST(isGoneWhenThePeerResets);
  CPPUNIT_TEST(isGoneWhenThePeerResetsWhileItIsPaused);
  CPPUNIT_TEST(isGoneWhenItsSocketCannotBeWatched);
  CPPUNIT_TEST(isGoneOnceWhenSendingFails);
  CPPUNIT_TEST(sendsItsLastWordsBehindAllElseAndShutsDown);
  CPPUNIT_TEST(sendsItsLastWordsBeyondItsBound);
  CPPUNIT_TEST(isGoneWhenThePeerClosesAfterIt);
  CPPUNIT_TEST(isGoneAfterItsPatienceWithAPeerThatStays);
  CPPUNIT_TEST(isGoneAfterItsPatienceWithAPeerThatDoesNotRead);
  CPPUNIT_TEST(doesNotTakeItsLastWordsBackByAReset);
  CPPUNIT_TEST(handsOverNothingOnceItIsEnding);
  CPPUNIT_TEST(dropsWhatIsEnqueuedOnceItIsEnding);
  CPPUNIT_TEST(sendsTheRestToAPeerThatHasClosedItsSide);
  CPPUNIT_TEST(readsOnToTheEndThoughItWasPaused);
  CPPUNIT_TEST(abortsAtTheEndOfTheTurnSendingNothing);
  CPPUNIT_TEST(abortsWhileItIsEnding);
  CPPUNIT_TEST(abortsWithinOnBytes);
  CPPUNIT_TEST(callsNothingOnceItIsGone);
  CPPUNIT_TEST(mayBeDestroyedInEachCallback);
  CPPUNIT_TEST(mayBeDestroyedByItsPatience);
  CPPUNIT_TEST(mayBeDestroyedByAnotherInATurnInWhichItIsReady);
  CPPUNIT_TEST_SUITE_END();

 public:
  void isGoneWhenThePeerCloses() {
    RecordingConnectionHandler handler(reactor_, std::move(pair_.ours));
    pair_.peers = Descriptor();

    turn(reactor_);

    CPPUNIT_ASSERT_EQUAL(1, handler.goneCount);
  }

  void handsOverWhatCameBeforeThePeerClosedItsSide() {
    RecordingConnectionHandler handler(reactor_, std::move(pair_.ours));
    sendAll(pair_.peers, "bye");
    CPPUNIT_ASSERT_EQUAL(0, ::shutdown(pair_.peers.fd(), SHUT_WR));

    turnUntil(reactor_, [&] { return handler.isGone(); });

    CPPUNIT_ASSERT_EQUAL(std::string("bye"), handler.received);
    CPPUNIT_ASSERT_EQUAL(1, handler.goneCount);
  }

  void isGoneWhenThePeerResets() {
    SocketPair tcp = tcpPair();
    RecordingConnectionHandler handler(reactor_, std::move(tcp.ours));

    reset(tcp.peers);

    turnUntil(reactor_, [&] { return handler.isGone(); });
    turn(reactor_);
    CPPUNIT_ASSERT_EQUAL(1, handler.goneCount);
  }

  void isGoneWhenThePeerResetsWhileItIsPaused() {
    SocketPair tcp = tcpPair();
    RecordingConnectionHandler handler(reactor_, std::move(tcp.ours));
    handler.connection->pauseReading();
    sendAll(tcp.peers, "unread");

    reset(tcp.peers);

    turnUntil(reactor_, [&] { return handler.isGone(); });
    CPPUNIT_ASSERT_EQUAL(std::string(), handler.received);
  }

  void isGoneWhenItsSocketCannotBeWatched() {
    RecordingConnectionHandler handler(reactor_, Descriptor(::memfd_create("no socket", 0)));
    handler.enqueue("to nobody");
    handler.connection->pauseReading();
    handler.connection->resumeReading();

    turn(reactor_);

    CPPUNIT_ASSERT_EQUAL(1, handler.goneCount);
  }

  void isGoneOnceWhenSendingFails() {
    RecordingConnectionHandler handler(reactor_, std::move(pair_.ours));
    handler.connection->pauseReading();
    reactor_.post([this, &handler] {
      handler.enqueue("too late");
      pair_.peers = Descriptor();
    });

    turn(reactor_);
    turn(reactor_);

    CPPUNIT_ASSERT_EQUAL(1, handler.goneCount);
  }

  void sendsItsLastWordsBehindAllElseAndShutsDown() {
    RecordingConnectionHandler handler(reactor_, std::move(pair_.ours));
    handler.enqueue("first ");
    handler.connection->endAfter(kPatience, words("last"));

    turn(reactor_);

    CPPUNIT_ASSERT_EQUAL(std::string("first last"), receivedToTheEnd());
    CPPUNIT_ASSERT(!handler.isGone());
  }

  void sendsItsLastWordsBeyondItsBound() {
    RecordingConnectionHandler handler(reactor_, std::move(pair_.ours), ConnectionOptions{4});
    handler.enqueue("full");
    handler.connection->endAfter(kPatience, words(" last"));

    turn(reactor_);

    CPPUNIT_ASSERT_EQUAL(std::string("full last"), receivedToTheEnd());
  }

  void isGoneWhenThePeerClosesAfterIt() {
    RecordingConnectionHandler handler(reactor_, std::move(pair_.ours));
    handler.connection->endAfter(kPatience);
    turn(reactor_);
    CPPUNIT_ASSERT_EQUAL(0, handler.goneCount);

    pair_.peers = Descriptor();
    turn(reactor_);
    CPPUNIT_ASSERT_EQUAL(1, handler.goneCount);

    clock_.advance(kPatience * 2);
    turn(reactor_);
    CPPUNIT_ASSERT_EQUAL(1, handler.goneCount);
  }

  void isGoneAfterItsPatienceWithAPeerThatStays() {
    RecordingConnectionHandler handler(reactor_, std::move(pair_.ours));
    handler.connection->endAfter(kPatience);
    handler.connection->endAfter(kPatience * 10);
    turn(reactor_);
    CPPUNIT_ASSERT_EQUAL(0, handler.goneCount);

    clock_.advance(kPatience);
    turn(reactor_);
    CPPUNIT_ASSERT_EQUAL(1, handler.goneCount);
  }

  void isGoneAfterItsPatienceWithAPeerThatDoesNotRead() {
    RecordingConnectionHandler handler(reactor_, std::move(pair_.ours), kRoomy);
    handler.enqueue(std::string(kMoreThanASocketTakes, 'x'));
    handler.connection->endAfter(kPatience, words("last"));
    turn(reactor_);
    CPPUNIT_ASSERT_EQUAL(handler.connection->pendingBytes(), reactor_.queuedBytes());

    clock_.advance(kPatience);
    turn(reactor_);

    CPPUNIT_ASSERT_EQUAL(1, handler.goneCount);
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, reactor_.queuedBytes());
  }

  void doesNotTakeItsLastWordsBackByAReset() {
    SocketPair tcp = tcpPair();
    RecordingConnectionHandler handler(reactor_, std::move(tcp.ours));
    handler.connection->pauseReading();
    sendAll(tcp.peers, std::string(Reactor::kScratchBytes * 2, 'x'));
    handler.connection->endAfter(kPatience, words("last"));
    for (int i = 0; i < 10; ++i) turn(reactor_);

    CPPUNIT_ASSERT_EQUAL(0, ::shutdown(tcp.peers.fd(), SHUT_WR));
    turnUntil(reactor_, [&] { return handler.isGone(); });

    pair_.peers = std::move(tcp.peers);
    CPPUNIT_ASSERT_EQUAL(std::string("last"), receivedToTheEnd());
  }

  void handsOverNothingOnceItIsEnding() {
    RecordingConnectionHandler handler(reactor_, std::move(pair_.ours));
    handler.connection->endAfter(kPatience);
    sendAll(pair_.peers, "too late");

    turn(reactor_);

    CPPUNIT_ASSERT_EQUAL(std::string(), handler.received);
  }

  void dropsWhatIsEnqueuedOnceItIsEnding() {
    RecordingConnectionHandler handler(reactor_, std::move(pair_.ours));
    handler.connection->endAfter(kPatience, words("last"));
    handler.enqueue("too late");
    handler.connection->discardUnsent();

    turn(reactor_);

    CPPUNIT_ASSERT_EQUAL(std::string("last"), receivedToTheEnd());
  }

  void sendsTheRestToAPeerThatHasClosedItsSide() {
    RecordingConnectionHandler handler(reactor_, std::move(pair_.ours), kRoomy);
    handler.onReceived = [&handler] {
      handler.enqueue(std::string(kMoreThanASocketTakes, 'x'));
      handler.connection->endAfter(kPatience, words("last"));
    };
    sendAll(pair_.peers, "bye");
    CPPUNIT_ASSERT_EQUAL(0, ::shutdown(pair_.peers.fd(), SHUT_WR));

    std::string arrived;
    turnUntil(reactor_, [&] {
      arrived += received(pair_.peers);
      return handler.isGone();
    });

    CPPUNIT_ASSERT(arrived + receivedToTheEnd() ==
                   std::string(kMoreThanASocketTakes, 'x') + "last");
  }

  void readsOnToTheEndThoughItWasPaused() {
    RecordingConnectionHandler handler(reactor_, std::move(pair_.ours));
    handler.connection->pauseReading();
    sendAll(pair_.peers, "unread");
    handler.connection->endAfter(kPatience);
    handler.connection->pauseReading();
    CPPUNIT_ASSERT_EQUAL(0, ::shutdown(pair_.peers.fd(), SHUT_WR));

    turnUntil(reactor_, [&] { return handler.isGone(); });

    CPPUNIT_ASSERT_EQUAL(std::string(), handler.received);
  }

  void abortsAtTheEndOfTheTurnSendingNothing() {
    RecordingConnectionHandler handler(reactor_, std::move(pair_.ours));
    handler.enqueue("never");
    handler.connection->abort();
    handler.connection->abort();
    CPPUNIT_ASSERT_EQUAL(0, handler.goneCount);

    turn(reactor_);

    CPPUNIT_ASSERT_EQUAL(1, handler.goneCount);
    CPPUNIT_ASSERT_EQUAL(std::string(), receivedToTheEnd());
  }

  void abortsWhileItIsEnding() {
    RecordingConnectionHandler handler(reactor_, std::move(pair_.ours));
    handler.connection->endAfter(kPatience);
    turn(reactor_);
    handler.connection->abort();
    clock_.advance(kPatience);

    turn(reactor_);

    CPPUNIT_ASSERT_EQUAL(1, handler.goneCount);
  }

  void abortsWithinOnBytes() {
    RecordingConnectionHandler handler(reactor_, std::move(pair_.ours));
    handler.onReceived = [&handler] { handler.connection->abort(); };
    sendAll(pair_.peers, std::string(Reactor::kScratchBytes * 2, 'x'));

    turn(reactor_);
    turn(reactor_);

    CPPUNIT_ASSERT_EQUAL(1, handler.goneCount);
    CPPUNIT_ASSERT(handler.received.size() <= Reactor::kScratchBytes);
  }

  void callsNothingOnceItIsGone() {
    RecordingConnectionHandler handler(reactor_, std::move(pair_.ours));
    pair_.peers = Descriptor();
    turn(reactor_);

    handler.enqueue("too late");
    handler.connection->resumeReading();
    handler.connection->endAfter(kPatience, words("too late"));
    handler.connection->abort();
    clock_.advance(kPatience);
    turn(reactor_);

    CPPUNIT_ASSERT_EQUAL(1, handler.goneCount);
  }

  void mayBeDestroyedInEachCallback() {
    RecordingConnectionHandler reading(reactor_, std::move(pair_.ours));
    reading.onReceived = [&reading] { reading.connection.reset(); };
    sendAll(pair_.peers, "x");
    SocketPair other = localPair();
    RecordingConnectionHandler going(reactor_, std::move(other.ours));
    going.whenGone = [&going] { going.connection.reset(); };
    other.peers = Descriptor();

    turn(reactor_);

    CPPUNIT_ASSERT(!reading.connection && !going.connection);
    CPPUNIT_ASSERT_EQUAL(0, reading.goneCount);
  }

  void mayBeDestroyedByItsPatience() {
    RecordingConnectionHandler handler(reactor_, std::move(pair_.ours));
    handler.whenGone = [&handler] { handler.connection.reset(); };
    handler.connection->endAfter(kPatience);
    clock_.advance(kPatience);

    turn(reactor_);

    CPPUNIT_ASSERT(!handler.connection);
  }

  void mayBeDestroyedByAnotherInATurnInWhichItIsReady() {
    SocketPair other = localPair();
    RecordingConnectionHandler first(reactor_, std::move(pair_.ours));
    RecordingConnectionHandler second(reactor_, std::move(other.ours));
    first.onReceived = [&second] { second.connection.reset(); };
    second.onReceived = [&first] { first.connection.reset(); };
    first.enqueue("from first");
    second.enqueue("from second");
    sendAll(pair_.peers, "x");
    sendAll(other.peers, "x");

    turn(reactor_);

    CPPUNIT_ASSERT(!first.connection != !second.connection);
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, first.received.size() + second.received.size());
  }

 private:
  std::string receivedToTheEnd() {
    bool atEnd = false;
    std::string all = received(pair_.peers, &atEnd);
    CPPUNIT_ASSERT(atEnd);
    return all;
  }

  FakeClock clock_;
  Reactor reactor_{clock_};
  SocketPair pair_ = localPair();
};

CPPUNIT_TEST_SUITE_REGISTRATION(ConnectionEndTest);

}  // namespace
}  // namespace fanfare::net
