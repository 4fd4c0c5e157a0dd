#include "fanfare/utf8.h"

#include <string>

#include <cppunit/extensions/HelperMacros.h>

namespace fanfare {
namespace {

class Utf8Test : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(Utf8Test);
  CPPUNIT_TEST(acceptsTheFirstAndLastCharacterOfEachLength);
  CPPUNIT_TEST(refusesOverlongFormsSurrogatesAndWhatIsBeyondUnicode);
  CPPUNIT_TEST(refusesLooseAndMissingContinuations);
  CPPUNIT_TEST(findsABadByteBehindALongAsciiRun);
  CPPUNIT_TEST(acceptsACharacterCutAnywhere);
  CPPUNIT_TEST(refusesAtTheFirstByteThatCannotBeMended);
  CPPUNIT_TEST(writesACharacterInAsManyBytesAsItNeeds);
  CPPUNIT_TEST_SUITE_END();

 public:
  void acceptsTheFirstAndLastCharacterOfEachLength() {
    for (const char* text :
         {"", "\x01", "\x7F", "\xC2\x80", "\xDF\xBF", "\xE0\xA0\x80", "\xED\x9F\xBF",
          "\xEE\x80\x80", "\xEF\xBF\xBF", "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF"}) {
      CPPUNIT_ASSERT_MESSAGE(text, isUtf8(text));
    }
  }

  void refusesOverlongFormsSurrogatesAndWhatIsBeyondUnicode() {
    for (const char* text :
         {"\xC0\x80", "\xC1\xBF", "\xE0\x9F\xBF", "\xF0\x8F\xBF\xBF", "\xED\xA0\x80",
          "\xED\xBF\xBF", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF"}) {
      CPPUNIT_ASSERT_MESSAGE(text, !isUtf8(text));
    }
  }

  void refusesLooseAndMissingContinuations() {
    for (const char* text : {"\x80", "a\xBF", "\xC2", "\xC2z", "\xE2\x82", "\xF0\x9F\x98"}) {
      CPPUNIT_ASSERT_MESSAGE(text, !isUtf8(text));
    }
  }

  void findsABadByteBehindALongAsciiRun() {
    for (std::size_t size = 0; size < 40; ++size) {
      CPPUNIT_ASSERT(isUtf8(std::string(size, 'a') + "\xC3\xA4" + std::string(size, 'b')));
      CPPUNIT_ASSERT(!isUtf8(std::string(size, 'a') + "\xFF" + std::string(size, 'b')));
    }
  }

  void acceptsACharacterCutAnywhere() {
    const std::string text = "a\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80z";
    for (std::size_t cut = 0; cut <= text.size(); ++cut) {
      Utf8Checker checker;
      CPPUNIT_ASSERT(checker.accept(text.substr(0, cut)));
      CPPUNIT_ASSERT(checker.accept(text.substr(cut)));
      CPPUNIT_ASSERT(checker.isComplete());
    }
  }

  void refusesAtTheFirstByteThatCannotBeMended() {
    Utf8Checker checker;

    CPPUNIT_ASSERT(checker.accept("\xED"));
    CPPUNIT_ASSERT(!checker.isComplete());
    CPPUNIT_ASSERT(!checker.accept("\xA0"));
  }

  void writesACharacterInAsManyBytesAsItNeeds() {
    std::string text;
    for (const std::uint32_t point :
         {0x7Fu, 0x80u, 0x7FFu, 0x800u, 0xFFFFu, 0x10000u, 0x10FFFFu, 0xD800u}) {
      appendUtf8(point, text);
    }
    CPPUNIT_ASSERT_EQUAL(std::string("\x7F\xC2\x80\xDF\xBF\xE0\xA0\x80\xEF\xBF\xBF\xF0\x90\x80\x80"
                                     "\xF4\x8F\xBF\xBF\xED\xA0\x80"),
                         text);
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(Utf8Test);

}  // namespace
}  // namespace fanfare
