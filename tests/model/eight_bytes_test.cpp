#include "model/eight_bytes.h"

#include <cstdint>
#include <string>
#include <vector>

#include <cppunit/extensions/HelperMacros.h>

namespace fanfare {
namespace {

class EightBytesTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(EightBytesTest);
  CPPUNIT_TEST(findsEachByteInEachPlace);
  CPPUNIT_TEST(findsAByteBelowABoundInEachPlace);
  CPPUNIT_TEST(skipsWhatIsPlainInWholes);
  CPPUNIT_TEST_SUITE_END();

 public:
  void findsEachByteInEachPlace() {
    forEachPair([](const EightBytes& bytes, std::uint8_t one, std::uint8_t others) {
      for (unsigned byte = 0; byte < 256; ++byte) {
        CPPUNIT_ASSERT_EQUAL(byte == one || byte == others,
                             bytes.have(static_cast<std::uint8_t>(byte)));
      }
    });
  }

  void findsAByteBelowABoundInEachPlace() {
    forEachPair([](const EightBytes& bytes, std::uint8_t one, std::uint8_t others) {
      for (const std::uint8_t bound : std::vector<std::uint8_t>{0x01, 0x20, 0x7F, 0x80}) {
        CPPUNIT_ASSERT_EQUAL(one < bound || others < bound, bytes.haveOneBelow(bound));
      }
    });
  }

  void skipsWhatIsPlainInWholes() {
    const auto isPlain = [](const EightBytes& bytes) { return !bytes.have('!'); };
    const std::string text = "0123456789abcdef01234!6789";

    CPPUNIT_ASSERT_EQUAL(std::size_t{16}, skipPlain(text, 0, isPlain));
    CPPUNIT_ASSERT_EQUAL(std::size_t{19}, skipPlain(text, 3, isPlain));
    CPPUNIT_ASSERT_EQUAL(std::size_t{22}, skipPlain(text, 22, isPlain));
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, skipPlain("", 0, isPlain));
    CPPUNIT_ASSERT_EQUAL(std::size_t{8}, skipPlain("01234567", 0, isPlain));
  }

 private:
  // One byte in each place among others that are equal.
  template <typename Check>
  static void forEachPair(const Check& check) {
    for (unsigned one = 0; one < 256; ++one) {
      for (const unsigned others :
           {0x00u, 0x01u, 0x1Fu, 0x20u, 0x22u, 0x7Fu, 0x80u, 0x81u, 0xFEu, 0xFFu}) {
        for (std::size_t place = 0; place < EightBytes::kCount; ++place) {
          std::string text(EightBytes::kCount, static_cast<char>(others));
          text[place] = static_cast<char>(one);
          check(EightBytes(text, 0), static_cast<std::uint8_t>(one),
                static_cast<std::uint8_t>(others));
        }
      }
    }
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(EightBytesTest);

}  // namespace
}  // namespace fanfare
