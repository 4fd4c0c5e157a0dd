#include "model/json_reader.h"

#include <cppunit/extensions/HelperMacros.h>

namespace fanfare {
namespace {

using namespace std::string_literals;

std::string stringIn(std::string_view json) {
  JsonReader reader(json);
  const auto text = reader.readString();
  return text && reader.readEnd() ? *text : "(none)";
}

bool isJson(std::string_view json) {
  JsonReader reader(json);
  return reader.readRaw() && reader.readEnd();
}

class JsonReaderTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(JsonReaderTest);
  CPPUNIT_TEST(readsObjectsAndArraysInTheirOrder);
  CPPUNIT_TEST(decodesStrings);
  CPPUNIT_TEST(readsIntegers);
  CPPUNIT_TEST(tellsTheVeryBytesOfAValue);
  CPPUNIT_TEST(takesWhatIsJson);
  CPPUNIT_TEST(refusesWhatIsNot);
  CPPUNIT_TEST(refusesANameGivenTwice);
  CPPUNIT_TEST(boundsHowDeepItGoes);
  CPPUNIT_TEST(keepsTheFirstFailure);
  CPPUNIT_TEST(saysWhatIsWrongAndWhere);
  CPPUNIT_TEST(quotesText);
  CPPUNIT_TEST_SUITE_END();

 public:
  void readsObjectsAndArraysInTheirOrder() {
    JsonReader reader(R"( {"b": [true, false], "a": [] } )");
    std::string seen;

    const bool isRead = reader.readObject([&](const std::string& name) {
      seen += name;
      return reader.readArray([&](std::size_t index) {
        const auto boolean = reader.readBoolean();
        seen += std::to_string(index) + (boolean && *boolean ? "t" : "f");
        return boolean.has_value();
      });
    });

    CPPUNIT_ASSERT(isRead && reader.readEnd());
    CPPUNIT_ASSERT_EQUAL("b0t1fa"s, seen);
  }

  void decodesStrings() {
    CPPUNIT_ASSERT_EQUAL("a\"\\/\b\f\n\r\t"s, stringIn(R"("a\"\\\/\b\f\n\r\t")"));
    CPPUNIT_ASSERT_EQUAL("A\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80"s,
                         stringIn(R"("\u0041\u00e9\u20AC\ud83d\uDE00")"));
    CPPUNIT_ASSERT_EQUAL("\xC3\xA9"s, stringIn("\"\xC3\xA9\""));
    CPPUNIT_ASSERT_EQUAL("\0x"s, stringIn(R"("\u0000x")"));
  }

  void readsIntegers() {
    CPPUNIT_ASSERT_EQUAL(std::int64_t{-12}, *JsonReader(" -12").readInteger());
    for (const char* bad : {"1.5", "1e3", "01x", "99999999999999999999", "\"1\"", ""}) {
      JsonReader reader(bad);
      const bool isWhole = reader.readInteger() && reader.readEnd();
      CPPUNIT_ASSERT_MESSAGE(bad, !isWhole);
    }
  }

  void tellsTheVeryBytesOfAValue() {
    JsonReader reader("{\"m\" :  {\"a\" : [1.0, \"\\u0041\" ]}  }");
    std::string raw;

    CPPUNIT_ASSERT(reader.readObject([&](const std::string&) {
      raw = reader.readRaw().value_or("");
      return true;
    }));

    CPPUNIT_ASSERT_EQUAL("{\"a\" : [1.0, \"\\u0041\" ]}"s, raw);
  }

  void takesWhatIsJson() {
    for (const char* good : {"null", "true", " false ", "0", "-0.5e+10", "1E2", "\"\"", "[]", "{}",
                             "[[],{}]", "{\"\":[1,2,{\"a\":null}]}", "\t\r\n[1 , 2]"}) {
      CPPUNIT_ASSERT_MESSAGE(good, isJson(good));
    }
  }

  void refusesWhatIsNot() {
    for (const char* bad : {"",
                            " ",
                            "nul",
                            "True",
                            "01",
                            "-",
                            "1.",
                            ".5",
                            "1e",
                            "+1",
                            "NaN",
                            "'a'",
                            "\"a",
                            "\"\\x\"",
                            "\"\\u12\"",
                            "\"\\ud800\"",
                            "\"\\ud800\\u0041\"",
                            "\"\\udc00\"",
                            "\"a\nb\"",
                            "[1,]",
                            "[,1]",
                            "[1 2]",
                            "[",
                            "]",
                            "{",
                            "{\"a\"}",
                            "{\"a\":}",
                            "{\"a\":1,}",
                            "{a:1}",
                            "{1:2}",
                            "{} {}",
                            "// x\n1",
                            "\"\xff\"",
                            "\xEF\xBB\xBF{}"}) {
      CPPUNIT_ASSERT_MESSAGE(bad, !isJson(bad));
    }
  }

  void refusesANameGivenTwice() {
    JsonReader reader(R"({"a": 1, "\u0061": 2})");

    CPPUNIT_ASSERT(!reader.readRaw());
    CPPUNIT_ASSERT_EQUAL("a: given twice"s, reader.error());
  }

  void boundsHowDeepItGoes() {
    const auto nested = [](int depth) {
      const auto times = static_cast<std::size_t>(depth);
      return std::string(times, '[') + std::string(times, ']');
    };

    CPPUNIT_ASSERT(isJson(nested(JsonReader::kMaxDepth)));
    CPPUNIT_ASSERT(!isJson(nested(JsonReader::kMaxDepth + 1)));
    CPPUNIT_ASSERT(!isJson(std::string(1000000, '[')));
  }

  void keepsTheFirstFailure() {
    JsonReader reader("[1");

    CPPUNIT_ASSERT(!reader.readString());
    const std::string first = reader.error();
    CPPUNIT_ASSERT(!reader.readRaw());
    CPPUNIT_ASSERT(!reader.fail("another"));

    CPPUNIT_ASSERT_EQUAL("not JSON: expected a string at byte 1"s, first);
    CPPUNIT_ASSERT_EQUAL(first, reader.error());
  }

  void saysWhatIsWrongAndWhere() {
    const auto complaintOf = [](std::string_view json) {
      JsonReader reader(json);
      (void)(reader.readRaw() && reader.readEnd());
      return reader.error();
    };

    CPPUNIT_ASSERT_EQUAL("not JSON: expected a value at byte 2"s, complaintOf("[x]"));
    CPPUNIT_ASSERT_EQUAL("not JSON: expected a digit at byte 4"s, complaintOf("[1.]"));
    CPPUNIT_ASSERT_EQUAL("not JSON: expected an escape at byte 3"s, complaintOf("\"\\x\""));
    CPPUNIT_ASSERT_EQUAL("not JSON: expected whole surrogate pairs at byte 9"s,
                         complaintOf("\"\\ud800\""));
    CPPUNIT_ASSERT_EQUAL("not UTF-8"s, complaintOf("\xff"));
  }

  void quotesText() {
    CPPUNIT_ASSERT_EQUAL("\"a\\\"\\\\\\u000a\\u007f\xC3\xA9\""s, jsonQuoted("a\"\\\n\x7f\xC3\xA9"));
    CPPUNIT_ASSERT_EQUAL("a\"\\\n"s, stringIn(jsonQuoted("a\"\\\n")));
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(JsonReaderTest);

}  // namespace
}  // namespace fanfare
