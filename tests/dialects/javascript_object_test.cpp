#include "dialects/javascript_object.h"

#include <cppunit/extensions/HelperMacros.h>

#include "dialects/json_reencoding.h"

namespace fanfare::dialects {
namespace {

using namespace std::string_literals;

class JavaScriptObjectTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(JavaScriptObjectTest);
  CPPUNIT_TEST(tellsEachMember);
  CPPUNIT_TEST(takesTheLastOfANameGivenTwice);
  CPPUNIT_TEST(nestsAsDeepAsJavaScript);
  CPPUNIT_TEST(forgivesWhatIsNoCharacter);
  CPPUNIT_TEST(isNothingElse);
  CPPUNIT_TEST(knowsWhatIsTrue);
  CPPUNIT_TEST_SUITE_END();

 public:
  void tellsEachMember() {
    const auto object = JavaScriptObject::parse(
        " {\"text\": \"a\\n\\u00e9\\\"\", \"\\u0061\": [1.0, {\"x\": \"]}\"}], \"last\": -0, "
        "\"1\": true} ");

    CPPUNIT_ASSERT_EQUAL("\"a\\n\xC3\xA9\\\"\""s, std::string(object->json("text")));
    CPPUNIT_ASSERT_EQUAL("a\n\xC3\xA9\""s, object->text("text"));
    CPPUNIT_ASSERT_EQUAL("[1,{\"x\":\"]}\"}]"s, std::string(object->json("a")));
    CPPUNIT_ASSERT_EQUAL("0"s, std::string(object->json("last")));
    CPPUNIT_ASSERT_EQUAL("true"s, std::string(object->json("1")));
    CPPUNIT_ASSERT(object->json("x").empty() && object->json("").empty());
    CPPUNIT_ASSERT(object->text("a").empty() && object->text("x").empty());
    CPPUNIT_ASSERT(JavaScriptObject::parse("{}")->json("x").empty());
  }

  void takesTheLastOfANameGivenTwice() {
    const auto object = JavaScriptObject::parse("{\"a\": {\"b\": 0}, \"b\": 1, \"a\": \"two\"}");

    CPPUNIT_ASSERT_EQUAL("two"s, object->text("a"));
  }

  void nestsAsDeepAsJavaScript() {
    const auto nested = [](std::size_t depth) {
      return "{\"a\":" + std::string(depth, '[') + std::string(depth, ']') + "}";
    };
    const auto deepest = JavaScriptObject::parse(nested(kMaxJsonDepth - 1));

    CPPUNIT_ASSERT_EQUAL(2 * (kMaxJsonDepth - 1), deepest->json("a").size());
    CPPUNIT_ASSERT(!JavaScriptObject::parse(nested(kMaxJsonDepth)));
  }

  void forgivesWhatIsNoCharacter() {
    const auto object = JavaScriptObject::parse("{\"half\": \"\\uD800x\", \"byte\": \"\xFF\"}");

    CPPUNIT_ASSERT_EQUAL("\"\\ud800x\""s, std::string(object->json("half")));
    CPPUNIT_ASSERT_EQUAL("\xEF\xBF\xBDx"s, object->text("half"));
    CPPUNIT_ASSERT_EQUAL("\xEF\xBF\xBD"s, object->text("byte"));
  }

  void isNothingElse() {
    for (const char* text : {"", "[]", "null", "\"{}\"", "1", "{", "{}{}", "{\"a\":}", "{a: 1}",
                             "{\"a\": 1,}", "// \n{}"}) {
      const auto object = JavaScriptObject::parse(text);
      CPPUNIT_ASSERT_MESSAGE(text, !object && !object.error().message.empty());
    }
  }

  void knowsWhatIsTrue() {
    for (const char* value : {"", "false", "null", "0", "\"\""}) {
      CPPUNIT_ASSERT_MESSAGE(value, !isTrueToJavaScript(value));
    }
    for (const char* value : {"true", "[]", "{}", "-1", "0.5", "\"0\"", "\" \""}) {
      CPPUNIT_ASSERT_MESSAGE(value, isTrueToJavaScript(value));
    }
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(JavaScriptObjectTest);

}  // namespace
}  // namespace fanfare::dialects
