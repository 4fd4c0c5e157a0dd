#include "model/json_scanner.h"

#include <cppunit/extensions/HelperMacros.h>

namespace fanfare {
namespace {

using namespace std::string_literals;

// The token that `take` finds at the front of `json`, or the complaint.
template <typename Take>
std::string taken(std::string_view json, Take take) {
  JsonScanner scanner(json);
  const auto token = (scanner.*take)();
  return token ? std::string(*token) : scanner.complaint();
}

std::string number(std::string_view json) { return taken(json, &JsonScanner::takeNumber); }

std::string string(std::string_view json) { return taken(json, &JsonScanner::takeString); }

class JsonScannerTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(JsonScannerTest);
  CPPUNIT_TEST(findsTheNextTokenBehindBlanks);
  CPPUNIT_TEST(takesWhatIsThereOnly);
  CPPUNIT_TEST(tellsTheBytesOfANumber);
  CPPUNIT_TEST(tellsTheBytesOfAString);
  CPPUNIT_TEST(findsTheEndOfAStringAnywhere);
  CPPUNIT_TEST(saysWhatIsMissingAndWhere);
  CPPUNIT_TEST(tellsWhatAnEscapeStandsFor);
  CPPUNIT_TEST_SUITE_END();

 public:
  void findsTheNextTokenBehindBlanks() {
    JsonScanner scanner(" \t\r\n[");

    CPPUNIT_ASSERT(scanner.next() == '[');
    CPPUNIT_ASSERT_EQUAL(std::size_t{4}, scanner.at());
    CPPUNIT_ASSERT(!JsonScanner(" ").next());
    CPPUNIT_ASSERT(!JsonScanner("").next());
  }

  void takesWhatIsThereOnly() {
    JsonScanner scanner(" { true");

    CPPUNIT_ASSERT(!scanner.take('['));
    CPPUNIT_ASSERT(scanner.take('{'));
    CPPUNIT_ASSERT(!scanner.takeWord("trust"));
    CPPUNIT_ASSERT(scanner.takeWord("true"));
    CPPUNIT_ASSERT(!scanner.takeWord("true"));
    CPPUNIT_ASSERT(!scanner.next());
  }

  void tellsTheBytesOfANumber() {
    CPPUNIT_ASSERT_EQUAL("-10.250E+07"s, number(" -10.250E+07,"));
    CPPUNIT_ASSERT_EQUAL("0"s, number("01"));
    CPPUNIT_ASSERT_EQUAL("1e-5"s, number("1e-5"));
  }

  void tellsTheBytesOfAString() {
    CPPUNIT_ASSERT_EQUAL(""s, string("\"\""));
    CPPUNIT_ASSERT_EQUAL(R"(a\"\\\/\b\f\n\r\t\u00e9)"s, string(R"( "a\"\\\/\b\f\n\r\t\u00e9" )"));
    CPPUNIT_ASSERT_EQUAL("\xC3\xA9\x7F"s, string("\"\xC3\xA9\x7F\""));
  }

  void findsTheEndOfAStringAnywhere() {
    for (std::size_t size = 0; size < 40; ++size) {
      const std::string plain(size, 'a');
      const std::string other = "\xC3\xA9" + plain;
      CPPUNIT_ASSERT_EQUAL(plain, string("\"" + plain + "\""));
      CPPUNIT_ASSERT_EQUAL(other, string("\"" + other + "\",\"b\":1   "));
      CPPUNIT_ASSERT_EQUAL(plain + R"(\")" + plain, string("\"" + plain + R"(\")" + plain + "\""));
      CPPUNIT_ASSERT_EQUAL(
          "not JSON: expected the end of a string at byte " + std::to_string(size + 2),
          string("\"" + plain + "\x1F" + plain + "\""));
    }
  }

  void saysWhatIsMissingAndWhere() {
    CPPUNIT_ASSERT_EQUAL("not JSON: expected a number at byte 2"s, number("-a"));
    CPPUNIT_ASSERT_EQUAL("not JSON: expected a digit at byte 3"s, number("1."));
    CPPUNIT_ASSERT_EQUAL("not JSON: expected a digit at byte 4"s, number("1e+"));
    CPPUNIT_ASSERT_EQUAL("not JSON: expected a digit at byte 4"s, number("1e++1"));
    CPPUNIT_ASSERT_EQUAL("not JSON: expected a string at byte 3"s, string("  'a'"));
    CPPUNIT_ASSERT_EQUAL("not JSON: expected the end of a string at byte 3"s, string("\"a"));
    CPPUNIT_ASSERT_EQUAL("not JSON: expected an escape at byte 3"s, string("\"\\"));
    CPPUNIT_ASSERT_EQUAL("not JSON: expected an escape at byte 3"s, string("\"\\x\""));
    CPPUNIT_ASSERT_EQUAL("not JSON: expected four hexadecimal digits at byte 4"s,
                         string("\"\\u12g4\""));
    CPPUNIT_ASSERT_EQUAL("not JSON: expected four hexadecimal digits at byte 4"s,
                         string("\"\\u123"));
  }

  void tellsWhatAnEscapeStandsFor() {
    std::string_view string = "\\n\\/\\u00e9\\uD83d\\uDe00\\ud83d\\ud83dx";
    for (const std::uint32_t point : {0x0Au, 0x2Fu, 0xE9u, 0x1F600u, 0xD83Du, 0xD83Du}) {
      CPPUNIT_ASSERT_EQUAL(point, takeJsonEscape(string));
    }
    CPPUNIT_ASSERT_EQUAL("x"s, std::string(string));
    CPPUNIT_ASSERT(isSurrogate(0xD800) && isSurrogate(0xDFFF));
    CPPUNIT_ASSERT(!isSurrogate(0xD7FF) && !isSurrogate(0xE000));
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(JsonScannerTest);

}  // namespace
}  // namespace fanfare
