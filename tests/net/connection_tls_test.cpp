#include <string>

#include <cppunit/extensions/HelperMacros.h>

#include "net/connection.h"
#include "support/fake_clock.h"
#include "support/recording_connection_handler.h"
#include "support/tls_pair.h"
#include "support/turns.h"

namespace fanfare::net {
namespace {

using testing::localPair;
using testing::RecordingConnectionHandler;
using testing::TlsPair;
using testing::turn;
using testing::turnUntil;

constexpr std::size_t kMoreThanASocketTakes = 8u << 20;
constexpr ConnectionOptions kRoomy{64u << 20};
constexpr std::chrono::milliseconds kPatience{1000};

// A connection whose transport speaks TLS behaves as any other.
class ConnectionTlsTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ConnectionTlsTest);
  CPPUNIT_TEST(handsOverWhatThePeerSends);
  CPPUNIT_TEST(handsOverAllRecordsThatHaveCome);
  CPPUNIT_TEST(sendsMoreThanTheSocketTakesWhenItTakesMore);
  CPPUNIT_TEST(countsWhatWaitsForItsSocket);
  CPPUNIT_TEST(keepsTheStreamWholeWhenItDiscardsWhatIsUnsent);
  CPPUNIT_TEST(answersAKeyUpdateWhileItHasNothingToSend);
  CPPUNIT_TEST(saysGoodbyeBehindItsLastWords);
  CPPUNIT_TEST(saysGoodbyeWhenAFullSocketHasTakenItsLastWords);
  CPPUNIT_TEST(isGoneWithAPeerThatSaysGoodbyeAndAnswersIt);
  CPPUNIT_TEST(isGoneWithAPeerThatIsCutOff);
  CPPUNIT_TEST_SUITE_END();

 public:
  void handsOverWhatThePeerSends() {
    RecordingConnectionHandler handler(reactor_, std::move(pair_->ours));
    pair_->client.send("hello");

    turn(reactor_);

    CPPUNIT_ASSERT_EQUAL(std::string("hello"), handler.received);
  }

  void handsOverAllRecordsThatHaveCome() {
    RecordingConnectionHandler handler(reactor_, std::move(pair_->ours));
    const std::string bytes(100'000, 'x');
    pair_->client.send(bytes);

    turnUntil(reactor_, [&] { return handler.received.size() == bytes.size(); });

    CPPUNIT_ASSERT(handler.received == bytes);
  }

  void sendsMoreThanTheSocketTakesWhenItTakesMore() {
    RecordingConnectionHandler handler(reactor_, std::move(pair_->ours), kRoomy);
    handler.enqueue(std::string(kMoreThanASocketTakes, 'a'));
    handler.enqueue(std::string(kMoreThanASocketTakes, 'b'));

    std::string got;
    turnUntil(reactor_, [&] {
      got += pair_->client.received();
      return got.size() == 2 * kMoreThanASocketTakes;
    });
    turn(reactor_);

    CPPUNIT_ASSERT(got == std::string(kMoreThanASocketTakes, 'a') +
                              std::string(kMoreThanASocketTakes, 'b'));
    CPPUNIT_ASSERT_EQUAL(1, handler.drainedCount);
  }

  void countsWhatWaitsForItsSocket() {
    RecordingConnectionHandler handler(reactor_, std::move(pair_->ours), kRoomy);
    handler.enqueue(std::string(kMoreThanASocketTakes, 'a'));

    turn(reactor_);

    CPPUNIT_ASSERT(reactor_.queuedBytes() > handler.connection->pendingBytes());
    handler.connection.reset();
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, reactor_.queuedBytes());
  }

  // Part of what is dropped may be enciphered already.
  void keepsTheStreamWholeWhenItDiscardsWhatIsUnsent() {
    RecordingConnectionHandler handler(reactor_, std::move(pair_->ours), kRoomy);
    for (int i = 0; i < 10'000; ++i) handler.enqueue(std::string(1000, 'x'));
    turn(reactor_);

    handler.connection->discardUnsent();
    handler.enqueue("and on it goes");
    std::string got;
    turnUntil(reactor_, [&] {
      got += pair_->client.received();
      return got.find("and on it goes") != std::string::npos;
    });

    CPPUNIT_ASSERT(!pair_->client.hasFailed());
    CPPUNIT_ASSERT_EQUAL(std::size_t{14}, got.size() % 1000);
    CPPUNIT_ASSERT(got.size() < 10'000'000);
  }

  void answersAKeyUpdateWhileItHasNothingToSend() {
    RecordingConnectionHandler handler(reactor_, std::move(pair_->ours));
    SSL_key_update(pair_->client.ssl(), SSL_KEY_UPDATE_REQUESTED);
    pair_->client.send("with a new key");

    turnUntil(reactor_, [&] { return !handler.received.empty(); });
    handler.enqueue("likewise");
    turn(reactor_);

    CPPUNIT_ASSERT_EQUAL(std::string("with a new key"), handler.received);
    CPPUNIT_ASSERT_EQUAL(std::string("likewise"), pair_->client.received());
  }

  void saysGoodbyeBehindItsLastWords() {
    RecordingConnectionHandler handler(reactor_, std::move(pair_->ours));
    handler.connection->endAfter(kPatience, Chunk(std::string("last words")));
    turn(reactor_);

    CPPUNIT_ASSERT_EQUAL(std::string("last words"), pair_->client.received());
    CPPUNIT_ASSERT(pair_->client.wasToldTheEnd());
    CPPUNIT_ASSERT(!handler.isGone());
    pair_->client.sayGoodbye();
    turn(reactor_);
    CPPUNIT_ASSERT(handler.isGone());
  }

  void saysGoodbyeWhenAFullSocketHasTakenItsLastWords() {
    RecordingConnectionHandler handler(reactor_, std::move(pair_->ours), kRoomy);
    handler.enqueue(std::string(kMoreThanASocketTakes, 'a'));
    turn(reactor_);
    handler.connection->endAfter(kPatience, Chunk(std::string("last words")));

    std::string got;
    turnUntil(reactor_, [&] {
      got += pair_->client.received();
      return pair_->client.wasToldTheEnd();
    });

    CPPUNIT_ASSERT_EQUAL(kMoreThanASocketTakes + 10, got.size());
    CPPUNIT_ASSERT_EQUAL(std::string("last words"), got.substr(kMoreThanASocketTakes));
  }

  void isGoneWithAPeerThatSaysGoodbyeAndAnswersIt() {
    RecordingConnectionHandler handler(reactor_, std::move(pair_->ours));
    pair_->client.sayGoodbye();

    turn(reactor_);

    CPPUNIT_ASSERT(handler.isGone());
    (void)pair_->client.received();
    CPPUNIT_ASSERT(pair_->client.wasToldTheEnd());
  }

  void isGoneWithAPeerThatIsCutOff() {
    RecordingConnectionHandler handler(reactor_, std::move(pair_->ours));
    handler.connection->pauseReading();
    handler.connection->resumeReading();
    pair_->client.socket() = Descriptor();

    turn(reactor_);

    CPPUNIT_ASSERT(handler.isGone());
  }

  void setUp() override {
    auto loaded = tls::Credentials::load(files_.options());
    CPPUNIT_ASSERT(loaded.has_value());
    credentials_ = std::move(loaded).value();
    pair_ = std::make_unique<TlsPair>(*credentials_, localPair());
    CPPUNIT_ASSERT(pair_->shakeHands() == tls::Handshake::kDone);
    CPPUNIT_ASSERT_EQUAL(std::string(), pair_->client.received());  // takes the ticket
  }

  void tearDown() override { pair_.reset(); }

 private:
  testing::FakeClock clock_;
  Reactor reactor_{clock_};
  testing::TlsFiles files_;
  std::unique_ptr<tls::Credentials> credentials_;
  std::unique_ptr<TlsPair> pair_;
};

CPPUNIT_TEST_SUITE_REGISTRATION(ConnectionTlsTest);

}  // namespace
}  // namespace fanfare::net
