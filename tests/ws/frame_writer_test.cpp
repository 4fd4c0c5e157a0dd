#include "ws/frame_writer.h"

#include <cppunit/extensions/HelperMacros.h>

namespace fanfare::ws {
namespace {

using namespace std::string_literals;

class FrameWriterTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(FrameWriterTest);
  CPPUNIT_TEST(usesTheShortestLength);
  CPPUNIT_TEST(marksADeflatedFrame);
  CPPUNIT_TEST(putsTheCloseCodeBeforeTheReason);
  CPPUNIT_TEST(cutsALongReasonAtACharacter);
  CPPUNIT_TEST_SUITE_END();

 public:
  void usesTheShortestLength() {
    CPPUNIT_ASSERT_EQUAL("\x81\x00"s, headerOf(0));
    CPPUNIT_ASSERT_EQUAL("\x81\x7D"s, headerOf(125));
    CPPUNIT_ASSERT_EQUAL("\x81\x7E\x00\x7E"s, headerOf(126));
    CPPUNIT_ASSERT_EQUAL("\x81\x7E\xFF\xFF"s, headerOf(65535));
    CPPUNIT_ASSERT_EQUAL("\x81\x7F\0\0\0\0\0\x01\0\0"s, headerOf(65536));
  }

  void marksADeflatedFrame() {
    char header[kMaxServerHeaderBytes];
    CPPUNIT_ASSERT_EQUAL(std::size_t{2},
                         writeFrameHeader(Opcode::kBinary, Deflated::kYes, 3, header));
    CPPUNIT_ASSERT_EQUAL("\xC2\x03"s, std::string(header, 2));
  }

  void putsTheCloseCodeBeforeTheReason() {
    CPPUNIT_ASSERT_EQUAL("\x88\x04\x03\xE9"s + "hi", closeFrame(1001, "hi"));
    CPPUNIT_ASSERT_EQUAL("\x88\x02\x11\x38"s, closeFrame(4408, ""));
  }

  void cutsALongReasonAtACharacter() {
    const std::string fits(122, 'x');

    const std::string frame = closeFrame(1000, fits + "\xC3\xA4");

    CPPUNIT_ASSERT_EQUAL("\x88\x7C\x03\xE8"s + fits, frame);
  }

 private:
  static std::string headerOf(std::size_t size) {
    char header[kMaxServerHeaderBytes];
    return std::string(header, writeFrameHeader(Opcode::kText, Deflated::kNo, size, header));
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(FrameWriterTest);

}  // namespace
}  // namespace fanfare::ws
