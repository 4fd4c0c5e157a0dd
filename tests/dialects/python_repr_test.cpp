#include "dialects/python_repr.h"

#include <string>

#include <cppunit/extensions/HelperMacros.h>

namespace fanfare::dialects {
namespace {

using namespace std::string_literals;

std::string reprOf(const std::string& json) {
  return pythonReprOf(foreign::Value::parse(json).value());
}

// What is expected was taken from CPython 3.11.
class PythonReprTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(PythonReprTest);
  CPPUNIT_TEST(writesWhatIsNoTextByItsName);
  CPPUNIT_TEST(choosesTheQuotesByWhatTheTextHolds);
  CPPUNIT_TEST(escapesWhatIsNotPrintable);
  CPPUNIT_TEST(leavesWhatIsPrintable);
  CPPUNIT_TEST(writesWholeNumbersWithAllTheirDigits);
  CPPUNIT_TEST(writesFloatsWithTheFewestDigits);
  CPPUNIT_TEST(writesListsAndDicts);
  CPPUNIT_TEST_SUITE_END();

 public:
  void writesWhatIsNoTextByItsName() {
    CPPUNIT_ASSERT_EQUAL("None"s, reprOf("null"));
    CPPUNIT_ASSERT_EQUAL("True"s, reprOf("true"));
    CPPUNIT_ASSERT_EQUAL("False"s, reprOf("false"));
  }

  void choosesTheQuotesByWhatTheTextHolds() {
    CPPUNIT_ASSERT_EQUAL("''"s, reprOf(R"("")"));
    CPPUNIT_ASSERT_EQUAL("'bad'"s, reprOf(R"("bad")"));
    CPPUNIT_ASSERT_EQUAL(R"("it's")"s, reprOf(R"("it's")"));
    CPPUNIT_ASSERT_EQUAL(R"('say "x"')"s, reprOf(R"("say \"x\"")"));
    CPPUNIT_ASSERT_EQUAL(R"('both \' and "')"s, reprOf(R"("both ' and \"")"));
  }

  void escapesWhatIsNotPrintable() {
    CPPUNIT_ASSERT_EQUAL(R"('a\nb\tc\rd\\')"s, reprOf(R"("a\nb\tc\rd\\")"));
    CPPUNIT_ASSERT_EQUAL(R"('\x00\x7f\x1b\x08')"s, reprOf(R"("\u0000\u007f\u001b\b")"));
    CPPUNIT_ASSERT_EQUAL(R"('a\xa0b\xad')"s, reprOf(R"("a\u00a0b\u00ad")"));
    CPPUNIT_ASSERT_EQUAL(R"('\u200b\u2028\u0378\ue000\ufeff')"s,
                         reprOf(R"("\u200b\u2028\u0378\ue000\ufeff")"));
    CPPUNIT_ASSERT_EQUAL(R"('\U000e0001\U0010ffff')"s, reprOf(R"("\udb40\udc01\udbff\udfff")"));
  }

  void leavesWhatIsPrintable() {
    CPPUNIT_ASSERT_EQUAL("'~ é ж 日 \xF0\x9F\x98\x80'"s, reprOf("\"~ é ж 日 \xF0\x9F\x98\x80\""));
  }

  void writesWholeNumbersWithAllTheirDigits() {
    for (const auto* digits : {"0", "5", "-12", "12345678901234567890123"}) {
      CPPUNIT_ASSERT_EQUAL(std::string(digits), reprOf(digits));
    }
    CPPUNIT_ASSERT_EQUAL("0"s, reprOf("-0"));
  }

  void writesFloatsWithTheFewestDigits() {
    const std::pair<const char*, const char*> floats[] = {
        {"1.0", "1.0"},
        {"1.10", "1.1"},
        {"-0.0", "-0.0"},
        {"0e5", "0.0"},
        {"1e5", "100000.0"},
        {"1e15", "1000000000000000.0"},
        {"9007199254740993.0", "9007199254740992.0"},
        {"1e16", "1e+16"},
        {"1.5E300", "1.5e+300"},
        {"0.0001", "0.0001"},
        {"0.00001", "1e-05"},
        {"0.1234567890123456789", "0.12345678901234568"},
        {"1e400", "inf"},
        {"-1e400", "-inf"},
        {"1e-400", "0.0"}};
    for (const auto& [json, repr] : floats) CPPUNIT_ASSERT_EQUAL(std::string(repr), reprOf(json));
  }

  void writesListsAndDicts() {
    CPPUNIT_ASSERT_EQUAL("[]"s, reprOf("[]"));
    CPPUNIT_ASSERT_EQUAL("{}"s, reprOf("{}"));
    CPPUNIT_ASSERT_EQUAL("{'a': None, \"b'\": [True, 1, ['x']]}"s,
                         reprOf(R"({"a":null,"b'":[true,1,["x"]]})"));
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(PythonReprTest);

}  // namespace
}  // namespace fanfare::dialects
