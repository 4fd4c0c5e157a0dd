#include "ws/frame_header.h"

#include <string>

#include <cppunit/extensions/HelperMacros.h>

namespace fanfare::ws {
namespace {

using namespace std::string_view_literals;

class FrameHeaderTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(FrameHeaderTest);
  CPPUNIT_TEST(asksForMoreUntilTheHeaderIsWhole);
  CPPUNIT_TEST(readsLengthsOfEachForm);
  CPPUNIT_TEST(refusesALengthThatIsNotInItsShortestForm);
  CPPUNIT_TEST(refusesALengthWithItsTopBitSet);
  CPPUNIT_TEST(refusesAnUnmaskedFrame);
  CPPUNIT_TEST(refusesReservedBitsAndOpcodesAtTheFirstByte);
  CPPUNIT_TEST(allowsTheDeflatedBitOnlyWhereAMessageBegins);
  CPPUNIT_TEST(refusesAFragmentedControlFrame);
  CPPUNIT_TEST(refusesALongControlFrameBeforeItsLengthArrives);
  CPPUNIT_TEST_SUITE_END();

 public:
  void asksForMoreUntilTheHeaderIsWhole() {
    const auto whole = "\x81\x85\x01\x02\x03\x04"sv;
    for (std::size_t size = 0; size < whole.size(); ++size) {
      const auto parsed = parseFrameHeader(whole.substr(0, size), Reserved::kRefuse);
      CPPUNIT_ASSERT(parsed && !parsed->has_value());
    }
    const auto parsed = parseFrameHeader(whole, Reserved::kRefuse);
    CPPUNIT_ASSERT(parsed && parsed->has_value());
    CPPUNIT_ASSERT((*parsed)->opcode == Opcode::kText && (*parsed)->fin);
    CPPUNIT_ASSERT_EQUAL(std::uint64_t{5}, (*parsed)->payloadSize);
  }

  void readsLengthsOfEachForm() {
    expectSize("\x82\xFD\0\0\0\0"sv, 125, 6);
    expectSize("\x82\xFE\x00\x7E\0\0\0\0"sv, 126, 8);
    expectSize("\x82\xFE\xFF\xFF\0\0\0\0"sv, 65535, 8);
    expectSize("\x82\xFF\0\0\0\0\0\x01\0\0\0\0\0\0"sv, 65536, 14);
  }

  void refusesALengthThatIsNotInItsShortestForm() {
    expectViolation("\x82\xFE\x00\x7D\0\0\0\0"sv, "payload size not in its shortest form");
    expectViolation("\x82\xFF\0\0\0\0\0\0\xFF\xFF\0\0\0\0"sv,
                    "payload size not in its shortest form");
  }

  void refusesALengthWithItsTopBitSet() {
    expectViolation("\x82\xFF\x80\0\0\0\0\0\0\0\0\0\0\0"sv, "payload size has its top bit set");
  }

  void refusesAnUnmaskedFrame() { expectViolation("\x81\x05"sv, "client frame is not masked"); }

  void refusesReservedBitsAndOpcodesAtTheFirstByte() {
    expectViolation("\xA1"sv, "reserved bit set");
    expectViolation("\x91"sv, "reserved bit set");
    for (const auto* first : {"\x83", "\x84", "\x85", "\x86", "\x87", "\x8B", "\x8F"}) {
      expectViolation(first, "unknown opcode");
    }
  }

  void allowsTheDeflatedBitOnlyWhereAMessageBegins() {
    expectViolation("\xC1"sv, "deflated without having negotiated it");
    expectViolation("\xC9"sv, "deflated control frame", Reserved::kAllowDeflated);
    expectViolation("\xC0"sv, "deflated bit on a continuation", Reserved::kAllowDeflated);

    const auto parsed = parseFrameHeader("\x41\x80\0\0\0\0"sv, Reserved::kAllowDeflated);
    CPPUNIT_ASSERT(parsed && parsed->has_value());
    CPPUNIT_ASSERT((*parsed)->deflated && !(*parsed)->fin);
  }

  void refusesAFragmentedControlFrame() { expectViolation("\x09"sv, "fragmented control frame"); }

  void refusesALongControlFrameBeforeItsLengthArrives() {
    expectViolation("\x89\xFE"sv, "long control frame");
  }

 private:
  static void expectSize(std::string_view input, std::uint64_t payload, std::size_t header) {
    const auto parsed = parseFrameHeader(input, Reserved::kRefuse);
    CPPUNIT_ASSERT(parsed && parsed->has_value());
    CPPUNIT_ASSERT_EQUAL(payload, (*parsed)->payloadSize);
    CPPUNIT_ASSERT_EQUAL(header, (*parsed)->headerSize);
  }

  static void expectViolation(std::string_view input, const std::string& message,
                              Reserved reserved = Reserved::kRefuse) {
    const auto parsed = parseFrameHeader(input, reserved);
    CPPUNIT_ASSERT(!parsed);
    CPPUNIT_ASSERT(parsed.error().code == ErrorCode::kProtocolViolation);
    CPPUNIT_ASSERT_EQUAL(message, parsed.error().message);
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(FrameHeaderTest);

}  // namespace
}  // namespace fanfare::ws
