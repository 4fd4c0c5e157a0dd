#include "ws/frame_reader.h"

#include <algorithm>

#include <cppunit/extensions/HelperMacros.h>

#include "support/client_frames.h"
#include "support/recording_sink.h"

namespace fanfare::ws {
namespace {

using namespace std::string_literals;
using testing::clientClose;
using testing::clientFrame;
using testing::clientText;
using testing::kFin;
using testing::kRsv1;
using testing::RecordingSink;
using Codes = std::initializer_list<std::uint16_t>;
using Events = std::vector<std::string>;

const std::string kEuro = "\xE2\x82\xAC";

class FrameReaderTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(FrameReaderTest);
  CPPUNIT_TEST(readsTextAndBinaryMessages);
  CPPUNIT_TEST(readsAStreamCutAnywhere);
  CPPUNIT_TEST(readsPayloadsAroundTheLengthForms);
  CPPUNIT_TEST(handsControlFramesBetweenFragments);
  CPPUNIT_TEST(acceptsACharacterSplitBetweenFragments);
  CPPUNIT_TEST(refusesAContinuationOfNothing);
  CPPUNIT_TEST(refusesAMessageWithinAMessage);
  CPPUNIT_TEST(refusesBrokenHeadersWithAProtocolError);
  CPPUNIT_TEST(refusesBadUtf8BeforeTheFrameIsWhole);
  CPPUNIT_TEST(refusesATextThatEndsWithinACharacter);
  CPPUNIT_TEST(takesAnyBytesInABinaryMessage);
  CPPUNIT_TEST(takesAMessageOfTheLargestSize);
  CPPUNIT_TEST(refusesALargerMessageByItsHeader);
  CPPUNIT_TEST(refusesTheFragmentThatMakesAMessageTooLarge);
  CPPUNIT_TEST(readsTheCodeAndReasonOfAClose);
  CPPUNIT_TEST(refusesCloseCodesThatMayNotBeSent);
  CPPUNIT_TEST(refusesACloseOfOneByteAndAReasonThatIsNotText);
  CPPUNIT_TEST(readsNothingBehindACloseOrAViolation);
  CPPUNIT_TEST(inflatesAMessageInFragments);
  CPPUNIT_TEST(refusesWhatDoesNotInflate);
  CPPUNIT_TEST(refusesInflatedTextThatIsNotUtf8);
  CPPUNIT_TEST(refusesAMessageThatInflatesBeyondTheLimit);
  CPPUNIT_TEST(leavesWhatAFullSinkDidNotTake);
  CPPUNIT_TEST(holdsNothingBetweenMessages);
  CPPUNIT_TEST_SUITE_END();

 public:
  void readsTextAndBinaryMessages() {
    expectEvents(clientText("hi") + clientFrame(Opcode::kBinary, "\xFF") + clientText(""),
                 {"text hi", "binary \xFF", "text "});
  }

  void readsAStreamCutAnywhere() {
    const std::string stream = sampleStream();
    for (std::size_t cut = 0; cut <= stream.size(); ++cut) {
      FrameReader reader;
      RecordingSink sink;
      CPPUNIT_ASSERT(!readAll(reader, stream.substr(0, cut), sink));
      CPPUNIT_ASSERT(!readAll(reader, stream.substr(cut), sink));
      CPPUNIT_ASSERT(sink.events() == sampleEvents());
    }

    FrameReader reader;
    RecordingSink sink;
    for (const char byte : stream) CPPUNIT_ASSERT(!readAll(reader, {&byte, 1}, sink));
    CPPUNIT_ASSERT(sink.events() == sampleEvents());
  }

  void readsPayloadsAroundTheLengthForms() {
    for (const std::size_t size : {0u, 1u, 7u, 8u, 9u, 125u, 126u, 127u, 65535u, 65536u}) {
      const std::string payload(size, 'x');
      expectEvents(clientText(payload), {"text " + payload});
    }
  }

  void handsControlFramesBetweenFragments() {
    expectEvents(clientFrame(Opcode::kText, "a", 0) + clientFrame(Opcode::kPing, "p") +
                     clientFrame(Opcode::kContinuation, "b", 0) + clientFrame(Opcode::kPong, "") +
                     clientFrame(Opcode::kContinuation, "c"),
                 {"ping p", "pong", "text abc"});
  }

  void acceptsACharacterSplitBetweenFragments() {
    expectEvents(clientFrame(Opcode::kText, kEuro.substr(0, 1), 0) +
                     clientFrame(Opcode::kContinuation, kEuro.substr(1)),
                 {"text " + kEuro});
  }

  void refusesAContinuationOfNothing() {
    expectViolation(1002, clientFrame(Opcode::kContinuation, "a"));
    expectViolation(1002, clientText("a") + clientFrame(Opcode::kContinuation, "b"));
  }

  void refusesAMessageWithinAMessage() {
    expectViolation(1002, clientFrame(Opcode::kText, "a", 0) + clientText("b"));
    expectViolation(1002,
                    clientFrame(Opcode::kText, "a", 0) + clientFrame(Opcode::kBinary, "b", 0));
  }

  void refusesBrokenHeadersWithAProtocolError() {
    expectViolation(1002, "\x81\x01"s);                            // no mask
    expectViolation(1002, clientFrame(Opcode::kText, "a", 0xA0));  // reserved bit
    expectViolation(1002, clientFrame(Opcode::kText, "a", kFin | kRsv1));
    expectViolation(1002, clientFrame(static_cast<Opcode>(0x3), "a"));
    expectViolation(1002, clientFrame(Opcode::kPing, "a", 0));
    expectViolation(1002, clientFrame(Opcode::kPing, std::string(126, 'x')));
    expectViolation(1002, "\x82\xFE\x00\x01\0\0\0\0a"s);
  }

  void refusesBadUtf8BeforeTheFrameIsWhole() {
    const std::string frame = clientText("abc\xFF" + std::string(1000, 'x'));

    expectViolation(1007, frame.substr(0, 12));
  }

  void refusesATextThatEndsWithinACharacter() {
    expectViolation(1007, clientText(kEuro.substr(0, 2)));
    expectViolation(1007, clientFrame(Opcode::kText, kEuro.substr(0, 2), 0) +
                              clientFrame(Opcode::kContinuation, ""));
  }

  void takesAnyBytesInABinaryMessage() {
    expectEvents(clientFrame(Opcode::kBinary, "\xED\xA0\x80"), {"binary \xED\xA0\x80"});
  }

  void takesAMessageOfTheLargestSize() {
    limits_.maxMessageBytes = 10;

    expectEvents(clientText("0123456789") + clientFrame(Opcode::kText, "01234", 0) +
                     clientFrame(Opcode::kContinuation, "56789"),
                 {"text 0123456789", "text 0123456789"});
  }

  void refusesALargerMessageByItsHeader() {
    limits_.maxMessageBytes = 10;

    expectViolation(1009, clientText("0123456789a").substr(0, 6));
    expectViolation(1009, "\x82\xFF\x7F\xFF\xFF\xFF\xFF\xFF\xFF\xFF\0\0\0\0"s);
  }

  void refusesTheFragmentThatMakesAMessageTooLarge() {
    limits_.maxMessageBytes = 10;

    expectViolation(1009, clientFrame(Opcode::kText, "012345", 0) +
                              clientFrame(Opcode::kContinuation, "67890", 0).substr(0, 6));
  }

  void readsTheCodeAndReasonOfAClose() {
    expectEvents(clientFrame(Opcode::kClose, ""), {"close none "});
    expectEvents(clientClose(1000, "bye"), {"close 1000 bye"});
    expectEvents(clientClose(4999), {"close 4999 "});
  }

  void refusesCloseCodesThatMayNotBeSent() {
    for (const std::uint16_t code :
         Codes{0, 999, 1004, 1005, 1006, 1015, 1016, 2000, 2999, 5000, 65535}) {
      expectViolation(1002, clientClose(code));
    }
    for (const std::uint16_t code : Codes{1000, 1001, 1002, 1003, 1007, 1011, 1014, 3000, 4000}) {
      expectEvents(clientClose(code), {"close " + std::to_string(code) + " "});
    }
  }

  void refusesACloseOfOneByteAndAReasonThatIsNotText() {
    expectViolation(1002, clientFrame(Opcode::kClose, "\x03"));
    expectViolation(1007, clientClose(1000, "\xFF"));
    expectViolation(1007, clientClose(1000, kEuro.substr(0, 2)));
  }

  void readsNothingBehindACloseOrAViolation() {
    expectEvents(clientClose(1000) + clientText("late") + "\x81\x01", {"close 1000 "});

    FrameReader reader;
    RecordingSink sink;
    CPPUNIT_ASSERT(readAll(reader, "\x81\x01" + clientText("late"), sink));
    CPPUNIT_ASSERT(!readAll(reader, clientText("later"), sink));
    CPPUNIT_ASSERT(sink.events().empty());
  }

  void inflatesAMessageInFragments() {
    limits_.inflater = &inflater_;
    const std::string deflated(deflater_.deflate("hello hello hello"));

    expectEvents(clientFrame(Opcode::kText, deflated.substr(0, 3), kRsv1) +
                     clientFrame(Opcode::kPing, "") +
                     clientFrame(Opcode::kContinuation, deflated.substr(3)) + clientText("plain"),
                 {"ping ", "text hello hello hello", "text plain"});
  }

  void refusesWhatDoesNotInflate() {
    limits_.inflater = &inflater_;

    expectViolation(1007, clientFrame(Opcode::kText, "\xFF\xFF\xFF", kFin | kRsv1));
  }

  void refusesInflatedTextThatIsNotUtf8() {
    limits_.inflater = &inflater_;

    expectViolation(1007, clientFrame(Opcode::kText, deflater_.deflate("\xFF"), kFin | kRsv1));
  }

  void refusesAMessageThatInflatesBeyondTheLimit() {
    limits_.inflater = &inflater_;
    limits_.maxMessageBytes = 1000;
    const std::string fits(1000, 'x');

    expectEvents(clientFrame(Opcode::kText, deflater_.deflate(fits), kFin | kRsv1),
                 {"text " + fits});
    expectViolation(1009, clientFrame(Opcode::kText, deflater_.deflate(fits + "x"), kFin | kRsv1));
    expectViolation(1009, clientFrame(Opcode::kText, std::string(2000, '\0'), kFin | kRsv1));
  }

  void leavesWhatAFullSinkDidNotTake() {
    FrameReader reader;
    RecordingSink sink;
    const std::string stream = clientText("a") + clientText("b") + clientText("c");
    std::string_view bytes = stream;

    sink.capacity = 2;
    CPPUNIT_ASSERT(!reader.read(bytes, limits_, sink));
    CPPUNIT_ASSERT_EQUAL(clientText("c"), std::string(bytes));

    sink.capacity = 3;
    CPPUNIT_ASSERT(!reader.read(bytes, limits_, sink));
    CPPUNIT_ASSERT(bytes.empty());
    CPPUNIT_ASSERT((sink.events() == Events{"text a", "text b", "text c"}));
  }

  void holdsNothingBetweenMessages() {
    FrameReader reader;
    RecordingSink sink;
    CPPUNIT_ASSERT(reader.isIdle());

    CPPUNIT_ASSERT(!readAll(reader, clientFrame(Opcode::kText, "a", 0), sink));
    CPPUNIT_ASSERT(!reader.isIdle());
    CPPUNIT_ASSERT(!readAll(reader, clientFrame(Opcode::kContinuation, "b"), sink));
    CPPUNIT_ASSERT(reader.isIdle());
    CPPUNIT_ASSERT(!readAll(reader, clientText("c").substr(0, 1), sink));
    CPPUNIT_ASSERT(!reader.isIdle());
  }

 private:
  std::optional<core::CloseReason> readAll(FrameReader& reader, std::string_view bytes,
                                           FrameSink& sink) const {
    auto violation = reader.read(bytes, limits_, sink);
    CPPUNIT_ASSERT(bytes.empty());
    return violation;
  }

  void expectEvents(const std::string& stream, const Events& events) const {
    FrameReader reader;
    RecordingSink sink;
    CPPUNIT_ASSERT(!readAll(reader, stream, sink));
    CPPUNIT_ASSERT(sink.events() == events);
  }

  void expectViolation(std::uint16_t code, const std::string& stream) const {
    FrameReader reader;
    RecordingSink sink;
    const auto violation = readAll(reader, stream, sink);
    CPPUNIT_ASSERT(violation);
    CPPUNIT_ASSERT_EQUAL(code, violation->code);
    CPPUNIT_ASSERT(reader.isIdle());
  }

  static std::string sampleStream() {
    return clientText("x" + kEuro) + clientFrame(Opcode::kText, "ab" + kEuro.substr(0, 2), 0) +
           clientFrame(Opcode::kPing, "12345") +
           clientFrame(Opcode::kContinuation, kEuro.substr(2), 0) +
           clientFrame(Opcode::kContinuation, "") + clientFrame(Opcode::kPong, "") +
           clientFrame(Opcode::kBinary, std::string(300, '\xFE')) + clientClose(1001, "bye");
  }
  static Events sampleEvents() {
    return {"text x" + kEuro,
            "ping 12345",
            "text ab" + kEuro,
            "pong",
            "binary " + std::string(300, '\xFE'),
            "close 1001 bye"};
  }

  Deflater deflater_;
  Inflater inflater_;
  ReaderLimits limits_{1u << 20, nullptr};
};

CPPUNIT_TEST_SUITE_REGISTRATION(FrameReaderTest);

}  // namespace
}  // namespace fanfare::ws
