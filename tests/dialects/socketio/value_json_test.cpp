#include "dialects/socketio/value_json.h"

#include <string>
#include <vector>

#include <cppunit/extensions/HelperMacros.h>

namespace fanfare::dialects::socketio {
namespace {

using namespace std::string_literals;
using foreign::Value;

class ValueJsonTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ValueJsonTest);
  CPPUNIT_TEST(writesWhatWasParsed);
  CPPUNIT_TEST(writesTuplesAsArrays);
  CPPUNIT_TEST(replacesBytesByPlaceholders);
  CPPUNIT_TEST_SUITE_END();

 public:
  void writesWhatWasParsed() {
    for (const char* json : {"null", "true", "false", "-1.5e+300", "\"\\\"\\\\\\n\\u0001ž\"", "[]",
                             "{}", "[[],[],{}]", R"([1,[2,"]"],{"a":{"":null},"b":"["}])"}) {
      std::vector<std::string> attachments;
      CPPUNIT_ASSERT_EQUAL(std::string(json), jsonOf(Value::parse(json).value(), attachments));
      CPPUNIT_ASSERT(attachments.empty());
    }
  }

  void writesTuplesAsArrays() {
    std::vector<std::string> attachments;
    CPPUNIT_ASSERT_EQUAL(
        "[[],1]"s, jsonOf(Value::ofTuple({Value::ofTuple({}), Value::ofNumber("1")}), attachments));
  }

  void replacesBytesByPlaceholders() {
    std::vector<std::string> attachments{"other"};

    const auto json = jsonOf(
        Value::ofObject({{"a", Value::ofBytes("\xff")}, {"b", Value::ofBytes("")}}), attachments);

    CPPUNIT_ASSERT_EQUAL(
        R"({"a":{"_placeholder":true,"num":1},"b":{"_placeholder":true,"num":2}})"s, json);
    CPPUNIT_ASSERT((attachments == std::vector<std::string>{"other", "\xff", ""}));
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(ValueJsonTest);

}  // namespace
}  // namespace fanfare::dialects::socketio
