#include "sessions/flask_json.h"

#include <string>

#include <cppunit/extensions/HelperMacros.h>

namespace fanfare::sessions {
namespace {

using namespace std::string_literals;

// What Flask 3.1.3 wrote.
constexpr char kTagged[] =
    R"({"_user_id":{" u":"00000000000000000000000000000007"},"groups":{" t":[{" m":"staff"},)"
    R"({" t":["x"]}]},"d":{" d":"Thu, 01 Jan 2026 00:00:00 GMT"},"b":{" b":"b3Bz"},)"
    R"("raw":{" b":"/w=="},"t":{" di":{" t__":"x"}}})";

class FlaskJsonTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(FlaskJsonTest);
  CPPUNIT_TEST(readsWhatFlaskTagged);
  CPPUNIT_TEST(leavesWhatIsNoTag);
  CPPUNIT_TEST(refusesWhatIsNoJson);
  CPPUNIT_TEST_SUITE_END();

 public:
  void readsWhatFlaskTagged() {
    const auto session = readFlaskJson(kTagged);

    CPPUNIT_ASSERT_EQUAL("00000000000000000000000000000007"s,
                         session->at("_user_id")->asName().value());
    CPPUNIT_ASSERT_EQUAL("staff"s, session->at("groups.0")->asName().value());
    CPPUNIT_ASSERT_EQUAL("x"s, session->at("groups.1.0")->asName().value());
    CPPUNIT_ASSERT_EQUAL("Thu, 01 Jan 2026 00:00:00 GMT"s, session->at("d")->asText().value());
    CPPUNIT_ASSERT_EQUAL("ops"s, session->at("b")->asText().value());
    CPPUNIT_ASSERT(session->at("raw")->isNull());
    CPPUNIT_ASSERT_EQUAL("x"s, session->at("t")->onlyMember(" t")->asText().value());
  }

  void leavesWhatIsNoTag() {
    const auto session = readFlaskJson(R"({"a":{"t":[1]},"b":{" t":[1],"c":2},"d":{" di":"x"}})");

    CPPUNIT_ASSERT(session->at("a.t")->elements());
    CPPUNIT_ASSERT(session->at("b. t")->elements());
    CPPUNIT_ASSERT_EQUAL("x"s, session->at("d")->onlyMember(" di")->asText().value());
    CPPUNIT_ASSERT(readFlaskJson(R"({"a":{" b":7}})")->at("a")->isNull());
    CPPUNIT_ASSERT(readFlaskJson(R"({"a":{" di":{"":7}}})")->at("a")->isObject());
  }

  void refusesWhatIsNoJson() {
    for (const char* bad : {"", "{", "{}x", "\x80\x05\x95"}) CPPUNIT_ASSERT(!readFlaskJson(bad));
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(FlaskJsonTest);

}  // namespace
}  // namespace fanfare::sessions
