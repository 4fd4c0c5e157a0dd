#include "tls/stream.h"

#include <poll.h>

#include <array>
#include <cerrno>
#include <string>

#include <cppunit/extensions/HelperMacros.h>

#include "support/tls_pair.h"

namespace fanfare::tls {
namespace {

using testing::localPair;
using testing::TlsFiles;
using testing::TlsPair;

constexpr std::size_t kMoreThanASocketTakes = 8u << 20;

iovec pieceOf(std::string& bytes) { return {bytes.data(), bytes.size()}; }

class StreamTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(StreamTest);
  CPPUNIT_TEST(carriesBytesBothWays);
  CPPUNIT_TEST(putsSmallPiecesTogether);
  CPPUNIT_TEST(takesNoMoreThanTheSocketDoesButForARecord);
  CPPUNIT_TEST(sendsAllOfWhatItTook);
  CPPUNIT_TEST(leavesNothingBehindForWhichNobodyWaits);
  CPPUNIT_TEST(tellsAProperEndFromACutOne);
  CPPUNIT_TEST(saysGoodbyeOnce);
  CPPUNIT_TEST(stillHearsAPeerToWhomItSaidGoodbye);
  CPPUNIT_TEST(answersAKeyUpdate);
  CPPUNIT_TEST(answersWhileItsSocketIsFull);
  CPPUNIT_TEST(breaksWithAPeerThatAsksAndDoesNotRead);
  CPPUNIT_TEST(breaksOnARecordThatWasTamperedWith);
  CPPUNIT_TEST_SUITE_END();

 public:
  void carriesBytesBothWays() {
    pair_->client.send("ping");
    CPPUNIT_ASSERT_EQUAL(std::string("ping"), receive());

    CPPUNIT_ASSERT_EQUAL(ssize_t{4}, send("pong"));
    CPPUNIT_ASSERT_EQUAL(std::string("pong"), pair_->client.received());
  }

  void putsSmallPiecesTogether() {
    std::string first = "one, ";
    std::string empty;
    std::string second(20000, 'x');
    std::string third = ", three";
    std::array<iovec, 4> pieces{pieceOf(first), pieceOf(empty), pieceOf(second), pieceOf(third)};

    const auto whole = first + second + third;
    CPPUNIT_ASSERT_EQUAL(static_cast<ssize_t>(whole.size()),
                         stream().send(pieces.data(), pieces.size()));
    CPPUNIT_ASSERT(pair_->client.received() == whole);
  }

  void takesNoMoreThanTheSocketDoesButForARecord() {
    const ssize_t taken = send(std::string(kMoreThanASocketTakes, 'x'));

    CPPUNIT_ASSERT(taken > 0 && static_cast<std::size_t>(taken) < kMoreThanASocketTakes);
    CPPUNIT_ASSERT(stream().unsentBytes() > 0 && stream().unsentBytes() < 17000);
    CPPUNIT_ASSERT_EQUAL(ssize_t{-1}, send("more"));
    CPPUNIT_ASSERT_EQUAL(EAGAIN, errno);
  }

  void sendsAllOfWhatItTook() {
    std::string bytes(kMoreThanASocketTakes, 'x');
    for (std::size_t i = 0; i < bytes.size(); i += 1000) bytes[i] = static_cast<char>(i / 1000);

    std::string got;
    for (std::size_t sent = 0; sent < bytes.size() || stream().unsentBytes() > 0;) {
      const ssize_t taken = send(bytes.substr(sent));
      if (taken > 0) sent += static_cast<std::size_t>(taken);
      got += pair_->client.received();
      CPPUNIT_ASSERT(stream().flush());
    }
    got += pair_->client.received();

    CPPUNIT_ASSERT(got == bytes);
  }

  void leavesNothingBehindForWhichNobodyWaits() {
    const std::string record(16384, 'r');
    pair_->client.send(record + record);

    CPPUNIT_ASSERT_EQUAL(record.size(), receive().size());
    pollfd socket{pair_->ours.fd(), POLLIN, 0};
    CPPUNIT_ASSERT_EQUAL(1, ::poll(&socket, 1, 0));
    CPPUNIT_ASSERT_EQUAL(record.size(), receive().size());
    CPPUNIT_ASSERT_EQUAL(0, ::poll(&socket, 1, 0));
  }

  void tellsAProperEndFromACutOne() {
    TlsPair cut(*credentials_, localPair());
    CPPUNIT_ASSERT(cut.shakeHands() == Handshake::kDone);
    cut.client.socket() = net::Descriptor();
    std::array<char, 16384> buffer;
    CPPUNIT_ASSERT_EQUAL(ssize_t{-1}, cut.ours.receive(buffer.data(), buffer.size()));
    CPPUNIT_ASSERT_EQUAL(EPROTO, errno);

    pair_->client.sayGoodbye();
    CPPUNIT_ASSERT_EQUAL(ssize_t{0}, stream().receive(buffer.data(), buffer.size()));
  }

  void saysGoodbyeOnce() {
    stream().sayGoodbye();
    stream().sayGoodbye();

    CPPUNIT_ASSERT_EQUAL(std::string(), pair_->client.received());
    CPPUNIT_ASSERT(pair_->client.wasToldTheEnd());
    CPPUNIT_ASSERT_EQUAL(ssize_t{-1}, send("too late"));
  }

  void stillHearsAPeerToWhomItSaidGoodbye() {
    stream().sayGoodbye();
    pair_->client.send("wait");

    CPPUNIT_ASSERT_EQUAL(std::string("wait"), receive());
  }

  void answersAKeyUpdate() {
    SSL_key_update(pair_->client.ssl(), SSL_KEY_UPDATE_REQUESTED);
    pair_->client.send("after");

    CPPUNIT_ASSERT_EQUAL(std::string(), receive());
    CPPUNIT_ASSERT_EQUAL(std::string("after"), receive());
    CPPUNIT_ASSERT_EQUAL(ssize_t{2}, send("ok"));
    CPPUNIT_ASSERT_EQUAL(std::string("ok"), pair_->client.received());
  }

  void answersWhileItsSocketIsFull() {
    const ssize_t taken = send(std::string(kMoreThanASocketTakes, 'x'));
    SSL_key_update(pair_->client.ssl(), SSL_KEY_UPDATE_REQUESTED);
    pair_->client.send("still heard");

    CPPUNIT_ASSERT_EQUAL(std::string(), receive());
    CPPUNIT_ASSERT_EQUAL(std::string("still heard"), receive());
    std::string got;
    while (stream().unsentBytes() > 0) {
      got += pair_->client.received();
      CPPUNIT_ASSERT(stream().flush());
    }
    got += pair_->client.received();
    CPPUNIT_ASSERT_EQUAL(static_cast<std::size_t>(taken), got.size());
    CPPUNIT_ASSERT_EQUAL(ssize_t{2}, send("ok"));
    CPPUNIT_ASSERT_EQUAL(std::string("ok"), pair_->client.received());
  }

  void breaksWithAPeerThatAsksAndDoesNotRead() {
    CPPUNIT_ASSERT(send(std::string(kMoreThanASocketTakes, 'x')) > 0);
    bool isBroken = false;
    for (int i = 0; i < 100'000 && !isBroken; ++i) {
      SSL_key_update(pair_->client.ssl(), SSL_KEY_UPDATE_REQUESTED);
      (void)pair_->client.shakeHands();
      CPPUNIT_ASSERT(stream().unsentBytes() < 128 * 1024);
      std::array<char, 16384> buffer;
      isBroken = stream().receive(buffer.data(), buffer.size()) < 0 && errno == EPROTO;
    }
    CPPUNIT_ASSERT(isBroken);
  }

  void breaksOnARecordThatWasTamperedWith() {
    // Application data of the right form, sealed with nobody's key.
    const std::string forged = std::string("\x17\x03\x03\0\x20", 5) + std::string(32, 'f');
    CPPUNIT_ASSERT_EQUAL(std::size_t{37}, forged.size());
    testing::sendAll(pair_->client.socket(), forged);

    std::array<char, 16384> buffer;
    CPPUNIT_ASSERT_EQUAL(ssize_t{-1}, stream().receive(buffer.data(), buffer.size()));
    CPPUNIT_ASSERT_EQUAL(EPROTO, errno);
    CPPUNIT_ASSERT_EQUAL(ssize_t{-1}, send("nothing more"));
  }

  void setUp() override {
    auto loaded = Credentials::load(files_.options());
    CPPUNIT_ASSERT(loaded.has_value());
    credentials_ = std::move(loaded).value();
    pair_ = std::make_unique<TlsPair>(*credentials_, localPair());
    CPPUNIT_ASSERT(pair_->shakeHands() == Handshake::kDone);
    CPPUNIT_ASSERT_EQUAL(std::string(), pair_->client.received());  // takes the ticket
  }

  void tearDown() override { pair_.reset(); }

 private:
  Stream& stream() { return *pair_->ours.stream(); }

  ssize_t send(std::string bytes) {
    const iovec piece = pieceOf(bytes);
    return stream().send(&piece, 1);
  }

  // One read; empty where nothing has come.
  std::string receive() {
    std::array<char, 16384> buffer;
    const ssize_t count = stream().receive(buffer.data(), buffer.size());
    CPPUNIT_ASSERT(count > 0 || errno == EAGAIN);
    return {buffer.data(), static_cast<std::size_t>(std::max<ssize_t>(count, 0))};
  }

  TlsFiles files_;
  std::unique_ptr<Credentials> credentials_;
  std::unique_ptr<TlsPair> pair_;
};

CPPUNIT_TEST_SUITE_REGISTRATION(StreamTest);

}  // namespace
}  // namespace fanfare::tls
