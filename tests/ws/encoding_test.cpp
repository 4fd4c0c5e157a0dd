#include "ws/encoding.h"

#include <cppunit/extensions/HelperMacros.h>

#include "dialects/fanfare_v1.h"
#include "dialects/raw.h"
#include "support/scripted_dialect.h"
#include "ws/frame_writer.h"

namespace fanfare::ws {
namespace {

using core::Echo;
using core::EchoMode;

Channel channelOf(const char* key) { return Channel::parse(key).value(); }

std::string bytesOf(const std::vector<net::Chunk>& pieces) {
  std::string bytes;
  for (const net::Chunk& piece : pieces) bytes += piece.bytes();
  return bytes;
}

std::string text(std::string_view payload) { return frameOf(Opcode::kText, payload); }

class EncodingTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(EncodingTest);
  CPPUNIT_TEST(makesOneFrameOfEachMessage);
  CPPUNIT_TEST(sendsBytesThatAreNotTextInABinaryFrame);
  CPPUNIT_TEST(speaksTextWhereTheDialectDoes);
  CPPUNIT_TEST(passesOverEmptyPayloads);
  CPPUNIT_TEST(passesOverWhatTheDialectHasNoWordsFor);
  CPPUNIT_TEST(passesOverWhatFitsInNoOutboxAndTells);
  CPPUNIT_TEST(encodesADeliveryOnceForAll);
  CPPUNIT_TEST(laysFramesOfOneTurnBehindEachOther);
  CPPUNIT_TEST(encodesMoreThanABlockHolds);
  CPPUNIT_TEST(deflatesLongPayloads);
  CPPUNIT_TEST(sendsPlainWhatDoesNotGetSmaller);
  CPPUNIT_TEST(deflatesPrivateChannelsOnlyWhereToldTo);
  CPPUNIT_TEST(leavesOutWhatEchoWithholds);
  CPPUNIT_TEST(leavesOutAcrossBlocksAndEmptyPayloads);
  CPPUNIT_TEST(knowsWhetherARunIsForAll);
  CPPUNIT_TEST(leavesOutWhatIsForOthers);
  CPPUNIT_TEST_SUITE_END();

 public:
  void makesOneFrameOfEachMessage() {
    const auto& run = plain_.encode(deliveryOf({"a", "bc"}));

    CPPUNIT_ASSERT_EQUAL(text("a") + text("bc"), bytesOf(run.pieces));
    CPPUNIT_ASSERT((run.frameSizes == std::vector<std::size_t>{3, 4}));
  }

  void sendsBytesThatAreNotTextInABinaryFrame() {
    CPPUNIT_ASSERT_EQUAL(frameOf(Opcode::kBinary, "\xFF"),
                         bytesOf(plain_.encode(deliveryOf({"\xFF"})).pieces));
  }

  void speaksTextWhereTheDialectDoes() {
    Encoding json(fanfareV1_, Compression::kOff, writer_, nullptr);

    const auto& run = json.encode(deliveryOf({"\xFF"}));

    CPPUNIT_ASSERT_EQUAL('\x81', run.pieces.front().bytes().front());
  }

  void passesOverEmptyPayloads() {
    const auto& run = plain_.encode(deliveryOf({"", "a", ""}));

    CPPUNIT_ASSERT_EQUAL(text("a"), bytesOf(run.pieces));
    CPPUNIT_ASSERT((run.frameSizes == std::vector<std::size_t>{0, 3, 0}));
    CPPUNIT_ASSERT(plain_.encode(deliveryOf({""})).pieces.empty());
    CPPUNIT_ASSERT(plain_.encode(deliveryOf({})).pieces.empty());
  }

  void passesOverWhatTheDialectHasNoWordsFor() {
    const testing::ScriptedDialect dialect;
    Encoding encoding(dialect, Compression::kOff, writer_, nullptr);

    const auto& run = encoding.encode(deliveryOf({"unspeakable", "a", "unspeakable"}));

    CPPUNIT_ASSERT_EQUAL(text("a"), bytesOf(run.pieces));
    CPPUNIT_ASSERT((run.frameSizes == std::vector<std::size_t>{0, 3, 0}));
    CPPUNIT_ASSERT(encoding.encode(deliveryOf({"unspeakable"})).pieces.empty());
  }

  void passesOverWhatFitsInNoOutboxAndTells() {
    std::string told;
    const auto tell = [&told](const Channel& channel, std::size_t bytes) {
      told += std::string(channel.key()) + " " + std::to_string(bytes);
    };
    Encoding bounded(raw_, Compression::kOff, writer_, nullptr, {20, tell});

    const auto& run = bounded.encode(deliveryOf({"a", "eleven byte", "b"}));

    CPPUNIT_ASSERT_EQUAL(text("a") + text("b"), bytesOf(run.pieces));
    CPPUNIT_ASSERT((run.frameSizes == std::vector<std::size_t>{3, 0, 3}));
    CPPUNIT_ASSERT_EQUAL(std::string("broadcast:chat 21"), told);
  }

  void encodesADeliveryOnceForAll() {
    const auto delivery = deliveryOf({"a"});

    const auto first = plain_.encode(delivery).pieces.front().bytes();
    const auto second = plain_.encode(delivery).pieces.front().bytes();
    const auto other = plain_.encode(deliveryOf({"a"})).pieces.front().bytes();

    CPPUNIT_ASSERT(first.data() == second.data());
    CPPUNIT_ASSERT(first.data() != other.data());
  }

  void laysFramesOfOneTurnBehindEachOther() {
    net::Chunk first = plain_.encode(deliveryOf({"a"})).pieces.front();

    CPPUNIT_ASSERT(first.join(plain_.encode(deliveryOf({"b"})).pieces.front()));
    CPPUNIT_ASSERT_EQUAL(text("a") + text("b"), std::string(first.bytes()));
  }

  void encodesMoreThanABlockHolds() {
    const std::string large(50'000, 'x');

    const auto& run = plain_.encode(deliveryOf({large, large, large}));

    CPPUNIT_ASSERT_EQUAL(std::size_t{3}, run.pieces.size());
    CPPUNIT_ASSERT_EQUAL(text(large) + text(large) + text(large), bytesOf(run.pieces));
  }

  void deflatesLongPayloads() {
    const std::string large(1000, 'x');
    Encoding deflating(raw_, Compression::kOn, writer_, &deflater_);

    const std::string frame = bytesOf(deflating.encode(deliveryOf({large})).pieces);

    CPPUNIT_ASSERT_EQUAL('\xC1', frame.front());
    std::string message;
    CPPUNIT_ASSERT(inflater_.inflate(frame.substr(2), 1000, message) == Inflated::kWhole);
    CPPUNIT_ASSERT_EQUAL(large, message);
  }

  void sendsPlainWhatDoesNotGetSmaller() {
    Encoding deflating(raw_, Compression::kOn, writer_, &deflater_);
    std::string mixed;
    for (unsigned i = 0, x = 1; i < 200; ++i, x = x * 1103515245 + 12345) {
      mixed += static_cast<char>(x >> 16);
    }

    CPPUNIT_ASSERT_EQUAL(frameOf(Opcode::kBinary, mixed),
                         bytesOf(deflating.encode(deliveryOf({mixed})).pieces));
    CPPUNIT_ASSERT_EQUAL(text("xxxxxxxx"),
                         bytesOf(deflating.encode(deliveryOf({"xxxxxxxx"})).pieces));
  }

  void deflatesPrivateChannelsOnlyWhereToldTo() {
    Encoding publicOnly(raw_, Compression::kPublicOnly, writer_, &deflater_);
    Encoding all(raw_, Compression::kOn, writer_, &deflater_);

    for (const char* key : {"broadcast:chat", "room:lobby:chat"}) {
      CPPUNIT_ASSERT_EQUAL('\xC1', firstByteOn(key, publicOnly));
    }
    for (const char* key : {"user:ann:chat", "group:staff:chat", "session:k:chat"}) {
      CPPUNIT_ASSERT_EQUAL('\x81', firstByteOn(key, publicOnly));
      CPPUNIT_ASSERT_EQUAL('\xC1', firstByteOn(key, all));
    }
  }

  void leavesOutWhatEchoWithholds() {
    Echo echo(EchoMode::kOff);
    echo.onSent(*makeMessage("mine"));
    const auto delivery = deliveryOf({"mine", "a", "b", "mine", "c"});

    CPPUNIT_ASSERT(isAnyWithheld(delivery, {1, &echo}));
    const auto pieces = withoutWithheld(plain_.encode(delivery), delivery, {1, &echo});

    CPPUNIT_ASSERT_EQUAL(text("a") + text("b") + text("c"), bytesOf(pieces));
    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, pieces.size());
  }

  void leavesOutAcrossBlocksAndEmptyPayloads() {
    const std::string large(50'000, 'x');
    Echo echo(EchoMode::kOff);
    echo.onSent(*makeMessage(large));
    const auto delivery = deliveryOf({"", "a", large, "", large, "b", ""});

    const auto pieces = withoutWithheld(plain_.encode(delivery), delivery, {1, &echo});

    CPPUNIT_ASSERT_EQUAL(text("a") + text("b"), bytesOf(pieces));
  }

  void knowsWhetherARunIsForAll() {
    CPPUNIT_ASSERT(plain_.encode(deliveryOf({"a", "b"})).isForAll);
    auto delivery = deliveryOf({"a", "b"});
    messages_[0] = makeMessage("a", Addressees::only({1}));
    CPPUNIT_ASSERT(!plain_.encode(delivery).isForAll);
    CPPUNIT_ASSERT(plain_.encode(deliveryOf({})).isForAll);
  }

  void leavesOutWhatIsForOthers() {
    Echo echo(EchoMode::kOff);
    echo.onSent(*makeMessage("mine"));
    const auto delivery = deliveryOf({"all", "one", "others", "mine"});
    messages_[1] = makeMessage("one", Addressees::only({1}));
    messages_[2] = makeMessage("others", Addressees::allBut({1}));
    const auto& run = plain_.encode(delivery);

    CPPUNIT_ASSERT_EQUAL(text("all") + text("one") + text("mine"),
                         bytesOf(withoutWithheld(run, delivery, {1, nullptr})));
    CPPUNIT_ASSERT_EQUAL(text("all") + text("others"),
                         bytesOf(withoutWithheld(run, delivery, {2, &echo})));
  }

 private:
  // Valid until the next call.
  core::Delivery deliveryOf(const std::vector<std::string>& payloads,
                            const char* key = "broadcast:chat") {
    channel_ = channelOf(key);
    messages_.clear();
    for (const std::string& payload : payloads) messages_.push_back(makeMessage(payload));
    return {channel_, messages_.data(), messages_.size(), ++number_};
  }

  char firstByteOn(const char* key, Encoding& encoding) {
    const auto& run = encoding.encode(deliveryOf({std::string(1000, 'x')}, key));
    return run.pieces.front().bytes().front();
  }

  const dialects::Raw raw_{};
  const dialects::FanfareV1 fanfareV1_{};
  net::ChunkWriter writer_;
  Deflater deflater_;
  Inflater inflater_;
  Encoding plain_{raw_, Compression::kOff, writer_, nullptr};

  Channel channel_ = channelOf("broadcast:chat");
  std::vector<MessagePtr> messages_;
  std::uint64_t number_ = 0;
};

CPPUNIT_TEST_SUITE_REGISTRATION(EncodingTest);

}  // namespace
}  // namespace fanfare::ws
