#include "dialects/socketio/placeholders.h"

#include <string>

#include <cppunit/extensions/HelperMacros.h>

namespace fanfare::dialects::socketio {
namespace {

using namespace std::string_literals;

std::string whyRefused(const std::string& json, std::size_t attachments) {
  const auto checked = checkPlaceholders(json, attachments);
  return checked ? "" : checked.error().message;
}

class PlaceholdersTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(PlaceholdersTest);
  CPPUNIT_TEST(findsThemAnywhere);
  CPPUNIT_TEST(leavesAloneWhatIsNone);
  CPPUNIT_TEST(missesAttachments);
  CPPUNIT_TEST(missesNumbers);
  CPPUNIT_TEST(refusesWhatIsNotJson);
  CPPUNIT_TEST_SUITE_END();

 public:
  void findsThemAnywhere() {
    for (const auto& json :
         {placeholderFor(1), "[" + placeholderFor(1) + "]",
          "{\"a\":[[{}," + placeholderFor(1) + "]]}", R"({"num":1,"x":{},"_placeholder":true})"s,
          R"({"_placeholder":true,"num":0,"a":)" + placeholderFor(1) + "}"}) {
      CPPUNIT_ASSERT_EQUAL(""s, whyRefused(json, 2));
      CPPUNIT_ASSERT_EQUAL("a placeholder has no attachment"s, whyRefused(json, 1));
    }
  }

  void leavesAloneWhatIsNone() {
    for (const char* json : {"1", "\"_placeholder\"", R"({"num":7})", R"({"num":{"a":1}})",
                             R"({"num":[]})", R"({"_placeholder":false,"num":7})",
                             R"({"_placeholder":1,"num":7})", R"({"_placeholder":"true","num":7})",
                             R"({"_placeholder":null})", R"({"_placeholder":{"num":9}})"}) {
      CPPUNIT_ASSERT_EQUAL_MESSAGE(json, ""s, whyRefused(json, 0));
    }
  }

  void missesAttachments() {
    for (const char* number : {"0", "1", "4294967296", "9223372036854775807"}) {
      const std::string json = R"({"_placeholder":true,"num":)"s + number + "}";
      CPPUNIT_ASSERT_EQUAL("a placeholder has no attachment"s, whyRefused(json, 0));
    }
  }

  void missesNumbers() {
    for (const char* number : {"-1", "1.0", "1e0", "\"0\"", "null", "true", "[0]", "{}",
                               "9223372036854775808", "-0.5"}) {
      const std::string json = R"({"_placeholder":true,"num":)"s + number + "}";
      CPPUNIT_ASSERT_EQUAL_MESSAGE(json, "a placeholder has no number"s, whyRefused(json, 2));
    }
    CPPUNIT_ASSERT_EQUAL("a placeholder has no number"s, whyRefused(R"({"_placeholder":true})", 2));
  }

  void refusesWhatIsNotJson() {
    for (const char* bad :
         {"", "{", "[", "[1,]", R"({"num":})", R"({"_placeholder":tru})", "1 2"}) {
      CPPUNIT_ASSERT_MESSAGE(bad, !checkPlaceholders(bad, 1));
    }
    CPPUNIT_ASSERT_EQUAL("nested too deeply"s, whyRefused(std::string(65, '['), 1));
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(PlaceholdersTest);

}  // namespace
}  // namespace fanfare::dialects::socketio
