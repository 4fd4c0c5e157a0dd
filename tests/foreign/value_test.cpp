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
