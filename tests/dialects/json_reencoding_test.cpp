#include "dialects/json_reencoding.h"

#include <pthread.h>

#include <functional>

#include <cppunit/extensions/HelperMacros.h>

namespace fanfare::dialects {
namespace {

using namespace std::string_literals;

std::string shown(const Result<std::string>& result) {
  return result ? *result : "(" + result.error().message + ")";
}

std::string go(std::string_view json) { return shown(reencodedAsGo(json)); }

std::string javaScript(std::string_view json) { return shown(reencodedAsJavaScript(json)); }

bool isRefused(const Result<std::string>& result) {
  return !result && result.error().code == ErrorCode::kInvalidArgument;
}

std::string repeated(std::string_view text, std::size_t times) {
  std::string whole;
  for (std::size_t i = 0; i < times; ++i) whole += text;
  return whole;
}

std::string nested(std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); }

// What both make of `json`. The expectations in this file are what Go's encoding/json and Node.js
// wrote, but for \b and \f, which are those of Go before 1.22.
void expect(const std::string& json, const std::string& asGo, const std::string& asJavaScript) {
  CPPUNIT_ASSERT_EQUAL_MESSAGE(json, asGo, go(json));
  CPPUNIT_ASSERT_EQUAL_MESSAGE(json, asJavaScript, javaScript(json));
}

void expectOfBoth(const std::string& json, const std::string& expected) {
  expect(json, expected, expected);
}

// Runs `todo`, which asserts nothing, on a thread whose stack is smaller than any of the server's.
void onASmallStack(std::function<void()> todo) {
  constexpr std::size_t kStackSize = 64 * 1024;
  pthread_attr_t attributes;
  pthread_t thread{};
  CPPUNIT_ASSERT_EQUAL(0, pthread_attr_init(&attributes));
  CPPUNIT_ASSERT_EQUAL(0, pthread_attr_setstacksize(&attributes, kStackSize));
  const auto run = [](void* function) -> void* {
    (*static_cast<std::function<void()>*>(function))();
    return nullptr;
  };
  CPPUNIT_ASSERT_EQUAL(0, pthread_create(&thread, &attributes, run, &todo));
  CPPUNIT_ASSERT_EQUAL(0, pthread_join(thread, nullptr));
  (void)pthread_attr_destroy(&attributes);
}

class JsonReencodingTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(JsonReencodingTest);
  CPPUNIT_TEST(writesWhatTheRelayInGoWrote);
  CPPUNIT_TEST(writesWhatTheRelayInJavaScriptWrote);
  CPPUNIT_TEST(takesAnyValueAndLeavesOutTheBlanks);
  CPPUNIT_TEST(sortsTheMembersForGo);
  CPPUNIT_TEST(putsArrayIndexesFirstForJavaScript);
  CPPUNIT_TEST(takesTheLastOfTheMembersWithOneName);
  CPPUNIT_TEST(rearrangesObjectsInObjects);
  CPPUNIT_TEST(writesNumbersAsDoubles);
  CPPUNIT_TEST(givesZeroASignInGoOnly);
  CPPUNIT_TEST(hasNoNumberBeyondADouble);
  CPPUNIT_TEST(escapesControlCharactersInEachLanguagesWay);
  CPPUNIT_TEST(escapesForHtmlInGoOnly);
  CPPUNIT_TEST(decodesEscapes);
  CPPUNIT_TEST(readsNamesThroughTheirEscapes);
  CPPUNIT_TEST(replacesHalfAPairForGoAndEscapesItForJavaScript);
  CPPUNIT_TEST(replacesWhatIsNotUtf8InEachLanguagesWay);
  CPPUNIT_TEST(refusesWhatIsNotJson);
  CPPUNIT_TEST(saysWhatIsWrongAndWhere);
  CPPUNIT_TEST(boundsHowDeepItGoes);
  CPPUNIT_TEST(needsNoStackForDeepTexts);
  CPPUNIT_TEST(leavesAloneWhatItWrote);
  CPPUNIT_TEST(quotesAnyBytesAsGo);
  CPPUNIT_TEST_SUITE_END();

 public:
  void quotesAnyBytesAsGo() {
    CPPUNIT_ASSERT_EQUAL("\"\""s, quotedAsGo(""));
    CPPUNIT_ASSERT_EQUAL(R"("a\"\\\n\u0001\u003cb\u003e\u0026")"s, quotedAsGo("a\"\\\n\x01<b>&"));
    CPPUNIT_ASSERT_EQUAL("\"\u00e9\\u2028\\u2029 \u2027\""s,
                         quotedAsGo("\u00e9\u2028\u2029 \u2027"));
    CPPUNIT_ASSERT_EQUAL(R"("\ufffdx\ufffd\ufffd\ufffd")"s, quotedAsGo("\xFFx\xED\xA0\xE2"));
    CPPUNIT_ASSERT_EQUAL("\"\uFFFD\\u0000\""s, quotedAsGo("\uFFFD\0"s));
  }

  void writesWhatTheRelayInGoWrote() {
    CPPUNIT_ASSERT_EQUAL(R"({"a":{"y":"\u003cb\u003e\u0026\u2028","z":[1,2.5,1000]},"b":1})"s,
                         go("{\"b\":1,\"a\":{\"z\":[1,2.50,1e3],\"y\":\"<b>&\xE2\x80\xA8\"}}"));
    CPPUNIT_ASSERT_EQUAL("\"str\""s, go("\"str\""));
    CPPUNIT_ASSERT_EQUAL("12345678901234567000"s, go("12345678901234567890"));
    CPPUNIT_ASSERT_EQUAL("1e-7"s, go("0.0000001"));
    CPPUNIT_ASSERT_EQUAL("1e+21"s, go("1e21"));
    CPPUNIT_ASSERT_EQUAL("null"s, go("null"));
    CPPUNIT_ASSERT_EQUAL("{\"u\":\"\xD0\x96\xF0\x9F\x98\x80\"}"s,
                         go("{\"u\":\"\\u0416\\ud83d\\ude00\"}"));
    CPPUNIT_ASSERT_EQUAL(R"({"a":1})"s, go(R"( {"a" : 1 } )"));
    CPPUNIT_ASSERT_EQUAL(R"({"big":9007199254740992})"s, go(R"({"big":9007199254740993})"));
    CPPUNIT_ASSERT(isRefused(reencodedAsGo("{'foo': 1}")));
    CPPUNIT_ASSERT(isRefused(reencodedAsGo(R"({"a":1} x)")));
  }

  void writesWhatTheRelayInJavaScriptWrote() {
    CPPUNIT_ASSERT_EQUAL("{\"some\":\"info\",\"n\":1.5,\"u\":\"\xD0\xB6\"}"s,
                         javaScript("{\"some\": \"info\", \"n\": 1.5, \"u\": \"\\u0436\"}"));
    CPPUNIT_ASSERT_EQUAL(R"({"1":0,"2":0,"b":1,"a":12345678901234567000})"s,
                         javaScript(R"({"b":1.0,"a":12345678901234567890, "2":0,"1":0})"));
  }

  void takesAnyValueAndLeavesOutTheBlanks() {
    for (const char* value : {"null", "true", "false", "0", "\"\"", "[]", "{}", "[[],{}]"}) {
      expectOfBoth(" \t\r\n"s + value + "\n ", value);
    }
    expectOfBoth("[ 1 , \"a b\" ,{ \"c\" : [ ] } ]", R"([1,"a b",{"c":[]}])");
  }

  void sortsTheMembersForGo() {
    CPPUNIT_ASSERT_EQUAL(R"({"":0,"-":1,"01":2,"1":3,"10":4,"2":5,"A":6,"a":7,"aa":8,"b":9})"s,
                         go(R"({"b":9,"a":7,"aa":8,"A":6,"2":5,"10":4,"1":3,"01":2,"-":1,"":0})"));
    // By their bytes, not by what is written: U+FFFF is before U+1F600, and < before ].
    CPPUNIT_ASSERT_EQUAL("{\"\\u003c\":1,\"]\":2,\"\xEF\xBF\xBF\":3,\"\xF0\x9F\x98\x80\":4}"s,
                         go("{\"]\":2,\"<\":1,\"\xF0\x9F\x98\x80\":4,\"\xEF\xBF\xBF\":3}"));
  }

  void putsArrayIndexesFirstForJavaScript() {
    CPPUNIT_ASSERT_EQUAL(
        R"({"0":0,"2":1,"10":2,"4294967294":3,"a":4,"4294967295":5,"01":6,"-1":7,"1.5":8,"1e1":9})"s,
        javaScript(R"({"a":4,"4294967294":3,"4294967295":5,"10":2,"2":1,"01":6,"-1":7,"1.5":8,)"
                   R"("0":0,"1e1":9})"));
    CPPUNIT_ASSERT_EQUAL(R"({"c":1,"a":2,"__proto__":{"x":3},"b":4,"constructor":5})"s,
                         javaScript(R"({"c":1,"a":2,"__proto__":{"x":3},"b":4,"constructor":5})"));
  }

  void takesTheLastOfTheMembersWithOneName() {
    expect(R"({"b":1,"a":2,"b":[3]})", R"({"a":2,"b":[3]})", R"({"b":[3],"a":2})");
    expect(R"({"a":{"x":1},"a":{"y":2}})", R"({"a":{"y":2}})", R"({"a":{"y":2}})");
    expect(R"({"":1,"":2})", R"({"":2})", R"({"":2})");
    expect(R"({"2":1,"__proto__":2,"__proto__":3,"1":0})", R"({"1":0,"2":1,"__proto__":3})",
           R"({"1":0,"2":1,"__proto__":3})");
    expect(R"({"1":"a","1":"b","01":1})", R"({"01":1,"1":"b"})", R"({"1":"b","01":1})");
    const std::string many = R"("c":0,"p":0,"o":0,"n":0,"m":0,"l":0,"k":0,"j":0,"i":0,"h":0,"g":0,)"
                             R"("f":0,"e":0)";
    CPPUNIT_ASSERT_EQUAL("{" + many + "}", javaScript("{" + many + "}"));
    CPPUNIT_ASSERT_EQUAL("{" + many + ",\"x\":2,\"y\":1}",
                         javaScript("{" + many + ",\"x\":1,\"y\":1,\"x\":2}"));
  }

  void rearrangesObjectsInObjects() {
    expect(R"([{"b":{"z":[{"2":0,"1":{}}],"y":"},{"},"a":1},{"d":1,"c":{"f":1,"e":1}}])",
           R"([{"a":1,"b":{"y":"},{","z":[{"1":{},"2":0}]}},{"c":{"e":1,"f":1},"d":1}])",
           R"([{"b":{"z":[{"1":{},"2":0}],"y":"},{"},"a":1},{"d":1,"c":{"f":1,"e":1}}])");
    expect(R"({"b":{"2":1,"1":2},"a":0,"b":{"4":{"6":1,"5":2},"3":3}})",
           R"({"a":0,"b":{"3":3,"4":{"5":2,"6":1}}})", R"({"b":{"3":3,"4":{"5":2,"6":1}},"a":0})");
  }

  void writesNumbersAsDoubles() {
    expectOfBoth("[1.0,2.50,1e3,1E2,0.1e1,100e-2]", "[1,2.5,1000,100,1,1]");
    expectOfBoth("[1000000,123456789012345,-12.75]", "[1000000,123456789012345,-12.75]");
    expectOfBoth("[9007199254740993,1234567890123456789]",
                 "[9007199254740992,1234567890123456800]");
    expectOfBoth("[1e20,1e21,999999999999999999999,1e23]",
                 "[100000000000000000000,1e+21,1e+21,1e+23]");
    expectOfBoth("[0.000001,0.00000099990,1.5e-7,0.0000123]",
                 "[0.000001,9.999e-7,1.5e-7,0.0000123]");
    expectOfBoth("[5e-324,3e-324,2e-324,1e-999]", "[5e-324,5e-324,0,0]");
    expectOfBoth("[1.7976931348623158e308,0.1000000000000000055511151231257827]",
                 "[1.7976931348623157e+308,0.1]");
    expectOfBoth("0." + std::string(400, '0') + "1e401", "1");
    expectOfBoth("1" + std::string(400, '0') + "e-400", "1");
  }

  void givesZeroASignInGoOnly() {
    expect("[-0,-0.0,-0e5,0,0.00,0e99999999999999999999]", "[-0,-0,-0,0,0,0]", "[0,0,0,0,0,0]");
    expect("-1e-99999999999999999999", "-0", "0");
  }

  void hasNoNumberBeyondADouble() {
    for (const char* number :
         {"1.7976931348623159e308", "1e309", "-1e999", "1e99999999999999999999"}) {
      expect(number, "(a number beyond a double)", "null");
    }
    const std::string digits(400, '9');
    expect(digits, "(a number beyond a double)", "null");
    CPPUNIT_ASSERT(isRefused(reencodedAsGo(R"({"a":1e999,"a":1})")));
    CPPUNIT_ASSERT_EQUAL(R"({"a":1})"s, javaScript(R"({"a":1e999,"a":1})"));
  }

  void escapesControlCharactersInEachLanguagesWay() {
    expect(R"("\u0000\u0008\u0009\u000a\u000b\u000c\u000d\u001f\u007f")",
           "\"\\u0000\\u0008\\t\\n\\u000b\\u000c\\r\\u001f\x7f\"",
           "\"\\u0000\\b\\t\\n\\u000b\\f\\r\\u001f\x7f\"");
    expect(R"("\b\t\n\f\r\"\\\/")", R"("\u0008\t\n\u000c\r\"\\/")", R"("\b\t\n\f\r\"\\/")");
  }

  void escapesForHtmlInGoOnly() {
    expect(R"("<a href='/'>&</a>")", R"("\u003ca href='/'\u003e\u0026\u003c/a\u003e")",
           R"("<a href='/'>&</a>")");
    expect(R"("\u003c\u2028")", R"("\u003c\u2028")", "\"<\xE2\x80\xA8\"");
    expect("\"\xE2\x80\xA7\xE2\x80\xA8\xE2\x80\xA9\xE2\x80\xAA\xE2\x82\xAC\"",
           "\"\xE2\x80\xA7\\u2028\\u2029\xE2\x80\xAA\xE2\x82\xAC\"",
           "\"\xE2\x80\xA7\xE2\x80\xA8\xE2\x80\xA9\xE2\x80\xAA\xE2\x82\xAC\"");
  }

  void decodesEscapes() {
    expectOfBoth("\"\\u0041\\u00e9\\u20AC\\ud83d\\uDE00\\uFFFF\"",
                 "\"A\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80\xEF\xBF\xBF\"");
    expectOfBoth("\"\\uDBFF\\uDFFF\"", "\"\xF4\x8F\xBF\xBF\"");
  }

  void readsNamesThroughTheirEscapes() {
    expect(R"({"b":0,"\u0061":1,"a":2,"\n":3})", R"({"\n":3,"a":2,"b":0})",
           R"({"b":0,"a":2,"\n":3})");
    expect(R"({"x":0,"\u0031":1,"1":2})", R"({"1":2,"x":0})", R"({"1":2,"x":0})");
  }

  void replacesHalfAPairForGoAndEscapesItForJavaScript() {
    expect("\"\\ud800\"", "\"\xEF\xBF\xBD\"", "\"\\ud800\"");
    expect("\"\\uDC00\\uD800x\"", "\"\xEF\xBF\xBD\xEF\xBF\xBDx\"", "\"\\udc00\\ud800x\"");
    expect("\"\\ud83d\\ud83d\\ude00\"", "\"\xEF\xBF\xBD\xF0\x9F\x98\x80\"",
           "\"\\ud83d\xF0\x9F\x98\x80\"");
    expect("\"\\ud800\\n\\udc00\"", "\"\xEF\xBF\xBD\\n\xEF\xBF\xBD\"", "\"\\ud800\\n\\udc00\"");
    expect("{\"\\ud801\":1,\"\\ud800\":2,\"\\ud801\":3}", "{\"\xEF\xBF\xBD\":3}",
           "{\"\\ud801\":3,\"\\ud800\":2}");
  }

  void replacesWhatIsNotUtf8InEachLanguagesWay() {
    expect("\"a\xFF\\n\"", "\"a\xEF\xBF\xBD\\n\"", "\"a\xEF\xBF\xBD\\n\"");
    expect("\"\xF0\x90\x80z\"", "\"" + repeated("\xEF\xBF\xBD", 3) + "z\"", "\"\xEF\xBF\xBDz\"");
    expect("\"\xE2\x82\xFF\xC3\"", "\"" + repeated("\xEF\xBF\xBD", 4) + "\"",
           "\"" + repeated("\xEF\xBF\xBD", 3) + "\"");
    expect("\"\xED\xA0\x80\xC3\xA9\"", "\"" + repeated("\xEF\xBF\xBD", 3) + "\xC3\xA9\"",
           "\"" + repeated("\xEF\xBF\xBD", 3) + "\xC3\xA9\"");
    expect("{\"\xFF\":1,\"\xFE\":2}", "{\"\xEF\xBF\xBD\":2}", "{\"\xEF\xBF\xBD\":2}");
    for (const char* json : {"\xFF",
                             "\xFF"
                             "1",
                             "1\xFF", "\"\\\xFF\"", "\"\xE2",
                             "\"\xE2\x82\""
                             " \xC3"}) {
      CPPUNIT_ASSERT_MESSAGE(json, isRefused(reencodedAsGo(json)));
      CPPUNIT_ASSERT_MESSAGE(json, isRefused(reencodedAsJavaScript(json)));
    }
  }

  void refusesWhatIsNotJson() {
    for (const std::string& json : {""s,
                                    " "s,
                                    "nul"s,
                                    "nulL"s,
                                    "truex"s,
                                    "True"s,
                                    "NaN"s,
                                    "Infinity"s,
                                    "undefined"s,
                                    "01"s,
                                    "-"s,
                                    "1."s,
                                    ".5"s,
                                    "1e"s,
                                    "1e+"s,
                                    "+1"s,
                                    "0x1"s,
                                    "'a'"s,
                                    "\"a"s,
                                    "\"\\x\""s,
                                    "\"\\u12\""s,
                                    "\"\\u12g4\""s,
                                    "\"\\ud800\\u\""s,
                                    "\"\\"s,
                                    "\"a\nb\""s,
                                    "\"\x01\""s,
                                    "[1,]"s,
                                    "[,1]"s,
                                    "[1 2]"s,
                                    "[1}"s,
                                    "["s,
                                    "]"s,
                                    "{"s,
                                    "{\"a\"}"s,
                                    "{\"a\":}"s,
                                    "{\"a\" 1}"s,
                                    "{\"a\":1,}"s,
                                    "{\"a\":1]"s,
                                    "{\"a\":1 \"b\":2}"s,
                                    "{a:1}"s,
                                    "{1:2}"s,
                                    "{} {}"s,
                                    "[1]]"s,
                                    "1 x"s,
                                    "// x\n1"s,
                                    "\xEF\xBB\xBF{}"s,
                                    "\xC2\xA0"
                                    "1"s,
                                    "1\v"s,
                                    "\0"s,
                                    "1\0"s}) {
      CPPUNIT_ASSERT_MESSAGE(json, isRefused(reencodedAsGo(json)));
      CPPUNIT_ASSERT_MESSAGE(json, isRefused(reencodedAsJavaScript(json)));
    }
  }

  void saysWhatIsWrongAndWhere() {
    expectOfBoth("", "(not JSON: expected a value at byte 1)");
    expectOfBoth("[1 2]", "(not JSON: expected a comma at byte 4)");
    expectOfBoth(R"({"a":1,})", "(not JSON: expected a string at byte 8)");
    expectOfBoth(R"({"a" 1})", "(not JSON: expected a colon at byte 6)");
    expectOfBoth("\"\\u12\"", "(not JSON: expected four hexadecimal digits at byte 4)");
    expectOfBoth("1 2", "(not JSON: expected nothing more at byte 3)");
  }

  void boundsHowDeepItGoes() {
    expectOfBoth(nested(kMaxJsonDepth), nested(kMaxJsonDepth));
    expectOfBoth(nested(kMaxJsonDepth + 1), "(nested too deeply)");
    expectOfBoth(std::string(1000000, '['), "(nested too deeply)");
    expectOfBoth(repeated("{\"a\":", kMaxJsonDepth + 1), "(nested too deeply)");
  }

  void needsNoStackForDeepTexts() {
    const std::string json =
        repeated(R"({"2":)", kMaxJsonDepth) + "3" + repeated(R"(,"1":0})", kMaxJsonDepth);
    std::string asGo;
    std::string asJavaScript;

    onASmallStack([&] {
      asGo = go(json);
      asJavaScript = javaScript(json);
    });

    const std::string sorted =
        repeated(R"({"1":0,"2":)", kMaxJsonDepth) + "3" + std::string(kMaxJsonDepth, '}');
    CPPUNIT_ASSERT_EQUAL(sorted, asGo);
    CPPUNIT_ASSERT_EQUAL(sorted, asJavaScript);
  }

  void leavesAloneWhatItWrote() {
    const std::string json =
        "{\"b\":[-0,1e21,1.50,\"<\\u2028\\b\\f\"],\"10\":1,\"9\":{\"\\ud800\":2},\"b2\":\"\xFF\"}";

    CPPUNIT_ASSERT_EQUAL(go(json), go(go(json)));
    CPPUNIT_ASSERT_EQUAL(javaScript(json), javaScript(javaScript(json)));
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(JsonReencodingTest);

}  // namespace
}  // namespace fanfare::dialects
