#include "dialects/json_number.h"

#include <limits>

#include <cppunit/extensions/HelperMacros.h>

namespace fanfare::dialects {
namespace {

using namespace std::string_literals;

std::string written(double number) {
  std::string json;
  appendNumber(json, number);
  return json;
}

class JsonNumberTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(JsonNumberTest);
  CPPUNIT_TEST(knowsWhatIsAsShortAsItCanBe);
  CPPUNIT_TEST(findsTheNearestDouble);
  CPPUNIT_TEST(tellsTooGreatFromTooSmall);
  CPPUNIT_TEST(writesTheFewestDigits);
  CPPUNIT_TEST(writesAnExponentWhereItIsNeeded);
  CPPUNIT_TEST_SUITE_END();

 public:
  void knowsWhatIsAsShortAsItCanBe() {
    for (const char* number :
         {"0", "7", "-12", "0.5", "-0.75", "10.05", "0.00001", "12345678901234"}) {
      CPPUNIT_ASSERT_MESSAGE(number, isShortestNumber(number));
      CPPUNIT_ASSERT_EQUAL(std::string(number), written(doubleOf(number)));
    }
    for (const char* number :
         {"-0", "0.0", "1.50", "1e3", "1E3", "0.0000001", "9007199254740993"}) {
      CPPUNIT_ASSERT_MESSAGE(number, !isShortestNumber(number));
    }
  }

  void findsTheNearestDouble() {
    CPPUNIT_ASSERT_EQUAL(9007199254740992.0, doubleOf("9007199254740993"));
    CPPUNIT_ASSERT_EQUAL(-1500.0, doubleOf("-1.5E+3"));
    CPPUNIT_ASSERT_EQUAL(1.0, doubleOf("1" + std::string(400, '0') + "e-400"));
    CPPUNIT_ASSERT_EQUAL(1.0, doubleOf("0." + std::string(399, '0') + "1e400"));
  }

  void tellsTooGreatFromTooSmall() {
    constexpr double kInfinity = std::numeric_limits<double>::infinity();
    for (const auto& number :
         {"1e309"s, "1e99999999999999999999"s, std::string(400, '9'), "0.0001e400"s}) {
      CPPUNIT_ASSERT_EQUAL_MESSAGE(number, kInfinity, doubleOf(number));
      CPPUNIT_ASSERT_EQUAL_MESSAGE(number, -kInfinity, doubleOf("-" + number));
    }
    for (const auto& number : {"1e-400"s, "1e-99999999999999999999"s, "1000e-999"s,
                               "0." + std::string(400, '0') + "1", "2e-324"s}) {
      CPPUNIT_ASSERT_EQUAL_MESSAGE(number, "0"s, written(doubleOf(number)));
      CPPUNIT_ASSERT_EQUAL_MESSAGE(number, "-0"s, written(doubleOf("-" + number)));
    }
  }

  void writesTheFewestDigits() {
    CPPUNIT_ASSERT_EQUAL("0"s, written(0));
    CPPUNIT_ASSERT_EQUAL("-0"s, written(-0.0));
    CPPUNIT_ASSERT_EQUAL("0.1"s, written(0.1));
    CPPUNIT_ASSERT_EQUAL("0.30000000000000004"s, written(0.1 + 0.2));
    CPPUNIT_ASSERT_EQUAL("-1234.5"s, written(-1234.5));
    CPPUNIT_ASSERT_EQUAL("12345678901234567000"s, written(12345678901234567890.0));
  }

  void writesAnExponentWhereItIsNeeded() {
    CPPUNIT_ASSERT_EQUAL("100000000000000000000"s, written(1e20));
    CPPUNIT_ASSERT_EQUAL("1e+21"s, written(1e21));
    CPPUNIT_ASSERT_EQUAL("1.5e+300"s, written(1.5e300));
    CPPUNIT_ASSERT_EQUAL("0.000001"s, written(1e-6));
    CPPUNIT_ASSERT_EQUAL("9.99e-7"s, written(9.99e-7));
    CPPUNIT_ASSERT_EQUAL("-2.2250738585072014e-308"s, written(-2.2250738585072014e-308));
    CPPUNIT_ASSERT_EQUAL("5e-324"s, written(5e-324));
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(JsonNumberTest);

}  // namespace
}  // namespace fanfare::dialects
