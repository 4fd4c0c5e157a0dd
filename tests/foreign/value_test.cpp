#include "foreign/value.h"

#include <cppunit/extensions/HelperMacros.h>

namespace fanfare::foreign {
namespace {

using namespace std::string_literals;
using Names = std::vector<std::string>;

class ValueTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ValueTest);
  CPPUNIT_TEST(followsAPath);
  CPPUNIT_TEST(followsAPathIntoAnArray);
  CPPUNIT_TEST(readsNames);
  CPPUNIT_TEST(readsNumbers);
  CPPUNIT_TEST(readsBooleans);
  CPPUNIT_TEST(tellsBytesFromTexts);
  CPPUNIT_TEST(tellsTuplesFromArrays);
  CPPUNIT_TEST(knowsItsSize);
  CPPUNIT_TEST(knowsTheOnlyMember);
  CPPUNIT_TEST(refusesWhatIsNotExactlyOneValue);
  CPPUNIT_TEST_SUITE_END();

 public:
  void followsAPath() {
    const auto json =
        parsed(R"({"a":{"b":{"c":"deep"},"b.c":"longer"},"https://x.y/z":"url","n":null})");

    CPPUNIT_ASSERT_EQUAL("longer"s, json.at("a.b.c")->asText().value());
    CPPUNIT_ASSERT_EQUAL("url"s, json.at("https://x.y/z")->asText().value());
    CPPUNIT_ASSERT_EQUAL("deep"s, json.at("a.b")->at("c")->asText().value());
    CPPUNIT_ASSERT(json.at("n")->isNull());
    for (const char* none : {"", ".", "a.", ".a", "a.x", "x", "n.x", "a..b"}) {
      CPPUNIT_ASSERT_MESSAGE(none, json.at(none) == nullptr);
    }
  }

  void followsAPathIntoAnArray() {
    const auto json = parsed(R"({"warden.user.user.key":[[17],"hash"],"o":{"0":"member"}})");

    CPPUNIT_ASSERT_EQUAL("17"s, json.at("warden.user.user.key.0.0")->asName().value());
    CPPUNIT_ASSERT_EQUAL("hash"s, json.at("warden.user.user.key.1")->asText().value());
    CPPUNIT_ASSERT_EQUAL("member"s, json.at("o.0")->asText().value());
    for (const char* none : {"2", "00", "01", "-1", "+1", "1x", " 1", "", "0.0.0", "0.1", "x",
                             "18446744073709551616"}) {
      CPPUNIT_ASSERT_MESSAGE(none, !json.at("warden.user.user.key." + std::string(none)));
    }
  }

  void readsNames() {
    CPPUNIT_ASSERT_EQUAL("17"s, parsed("17").asName().value());
    CPPUNIT_ASSERT_EQUAL("a"s, parsed("\"a\"").asName().value());
    CPPUNIT_ASSERT((parsed(R"(["a",1])").asNames() == Names{"a", "1"}));
    CPPUNIT_ASSERT(parsed("\"a\"").asNames() == Names{"a"});
    for (const char* none : {"1.5", "-1", "true", "null", "{}", "[[]]", "[null]"}) {
      CPPUNIT_ASSERT_MESSAGE(none, !parsed(none).asName());
      CPPUNIT_ASSERT_MESSAGE(none, !parsed(none).asNames());
    }
  }

  void readsNumbers() {
    CPPUNIT_ASSERT_EQUAL(1.5e3, parsed("1.5e3").asNumber().value());
    CPPUNIT_ASSERT(!parsed("1e999").asNumber());
    CPPUNIT_ASSERT(!parsed("\"1\"").asNumber());
    CPPUNIT_ASSERT_EQUAL("1.5e3"s, parsed("1.5e3").asDigits().value());
    CPPUNIT_ASSERT(!parsed("\"1\"").asDigits());
  }

  void readsBooleans() {
    CPPUNIT_ASSERT_EQUAL(true, parsed("true").asBoolean().value());
    CPPUNIT_ASSERT_EQUAL(false, parsed("false").asBoolean().value());
    CPPUNIT_ASSERT(!parsed("0").asBoolean());
  }

  void tellsBytesFromTexts() {
    const Value bytes = Value::ofBytes("\xff");

    CPPUNIT_ASSERT_EQUAL("\xff"s, bytes.asBytes().value());
    CPPUNIT_ASSERT(!bytes.asText() && !bytes.asName() && !bytes.isNull());
    CPPUNIT_ASSERT(!parsed("\"a\"").asBytes());
  }

  void tellsTuplesFromArrays() {
    const Value tuple = Value::ofTuple({parsed("1"), parsed("\"a\"")});

    CPPUNIT_ASSERT(tuple.isTuple());
    CPPUNIT_ASSERT(!parsed("[1]").isTuple());
    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, tuple.elements()->size());
    CPPUNIT_ASSERT_EQUAL("a"s, tuple.at("1")->asText().value());
    CPPUNIT_ASSERT((tuple.asNames() == Names{"1", "a"}));
  }

  void knowsItsSize() {
    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, parsed("\"ab\"").size());
    CPPUNIT_ASSERT_EQUAL(std::size_t{3}, parsed("1.5").size());
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, Value::ofBytes("x").size());
    for (const char* other : {"null", "true", "[1]", "{}"}) {
      CPPUNIT_ASSERT_EQUAL(std::size_t{0}, parsed(other).size());
    }
  }

  void knowsTheOnlyMember() {
    CPPUNIT_ASSERT_EQUAL("x"s, parsed(R"({" u":"x"})").onlyMember(" u")->asText().value());
    CPPUNIT_ASSERT(!parsed(R"({" u":"x","a":1})").onlyMember(" u"));
    CPPUNIT_ASSERT(!parsed("[]").onlyMember(" u"));
  }

  void refusesWhatIsNotExactlyOneValue() {
    for (const auto& bad : {""s, "{"s, "{} {}"s, R"({"a":1,"a":2})"s, "[1,]"s, "\"\xff\""s, "nul"s,
                            "tru"s, "[-]"s, "\x80\x05"s, std::string(5000, '[')}) {
      CPPUNIT_ASSERT_MESSAGE(bad, !Value::parse(bad));
    }
  }

 private:
  static Value parsed(std::string_view text) { return Value::parse(text).value(); }
};

CPPUNIT_TEST_SUITE_REGISTRATION(ValueTest);

}  // namespace
}  // namespace fanfare::foreign
