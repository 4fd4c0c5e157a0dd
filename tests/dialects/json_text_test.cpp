#include "dialects/json_text.h"

#include <cppunit/extensions/HelperMacros.h>

namespace fanfare::dialects {
namespace {

std::string quoted(std::string_view text) {
  std::string json;
  appendJsonString(json, text);
  return json;
}

std::string inBase64(std::string_view bytes) {
  std::string json;
  appendBase64(json, bytes);
  return json;
}

class JsonTextTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(JsonTextTest);
  CPPUNIT_TEST(escapesWhatJsonCannotHold);
  CPPUNIT_TEST(escapesAUnitByNumber);
  CPPUNIT_TEST(leavesOtherCharactersAsTheyAre);
  CPPUNIT_TEST(encodesBytesAsTheStandardSays);
  CPPUNIT_TEST_SUITE_END();

 public:
  void escapesWhatJsonCannotHold() {
    CPPUNIT_ASSERT_EQUAL(std::string(R"("a\"b\\c\n\r\t\u0000\u001f")"),
                         quoted(std::string_view("a\"b\\c\n\r\t\0\x1f", 10)));
  }

  void escapesAUnitByNumber() {
    std::string json;
    for (const char16_t unit : {u'\0', u'<', u'\u2028', u'\uFFFD'}) appendUnicodeEscape(json, unit);

    CPPUNIT_ASSERT_EQUAL(std::string("\\u0000\\u003c\\u2028\\ufffd"), json);
  }

  void leavesOtherCharactersAsTheyAre() {
    CPPUNIT_ASSERT_EQUAL(std::string("\"\""), quoted(""));
    CPPUNIT_ASSERT_EQUAL(std::string("\"/ж\u2028\x7f</script>\""), quoted("/ж\u2028\x7f</script>"));
  }

  void encodesBytesAsTheStandardSays() {
    CPPUNIT_ASSERT_EQUAL(std::string(), inBase64(""));
    CPPUNIT_ASSERT_EQUAL(std::string("Zg=="), inBase64("f"));
    CPPUNIT_ASSERT_EQUAL(std::string("Zm8="), inBase64("fo"));
    CPPUNIT_ASSERT_EQUAL(std::string("Zm9v"), inBase64("foo"));
    CPPUNIT_ASSERT_EQUAL(std::string("Zm9vYmFy"), inBase64("foobar"));
    CPPUNIT_ASSERT_EQUAL(std::string("+/7/"), inBase64("\xfb\xfe\xff"));
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(JsonTextTest);

}  // namespace
}  // namespace fanfare::dialects
