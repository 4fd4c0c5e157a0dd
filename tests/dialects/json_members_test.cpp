#include "dialects/json_members.h"

#include <cppunit/extensions/HelperMacros.h>

namespace fanfare::dialects {
namespace {

using namespace std::string_literals;
using Order = JsonMembers::Order;

// Notes each object and name of `json`, which has letters and digits in its strings, none of them
// but names, and no blanks.
std::string inOrder(Order order, const std::string& json) {
  JsonMembers members(order);
  for (std::size_t at = 0; at < json.size(); ++at) {
    if (json[at] == '{') members.beginObject(at);
    if (json[at] == '}') members.endObject(at + 1);
    if (json[at] != '"') continue;
    const std::size_t end = json.find('"', at + 1);
    members.add(std::string_view(json).substr(at + 1, end - at - 1), at);
    at = end;
  }
  return members.inOrder(json);
}

class JsonMembersTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(JsonMembersTest);
  CPPUNIT_TEST(leavesWhatIsInOrder);
  CPPUNIT_TEST(sorts);
  CPPUNIT_TEST(putsIndexesFirst);
  CPPUNIT_TEST(keepsOneOfEachName);
  CPPUNIT_TEST(dropsWhatLiesInAMemberThatIsReplaced);
  CPPUNIT_TEST_SUITE_END();

 public:
  void leavesWhatIsInOrder() {
    for (const char* json : {"1", "{}", "[{},{}]", R"({"1":1,"2":{"a":[{"b":{}}]},"a":3})"}) {
      CPPUNIT_ASSERT_EQUAL(std::string(json), inOrder(Order::kSorted, json));
      CPPUNIT_ASSERT_EQUAL(std::string(json), inOrder(Order::kIndexesFirst, json));
    }
  }

  void sorts() {
    CPPUNIT_ASSERT_EQUAL(
        R"([{"a":{"c":1,"d":2},"b":{"e":3,"f":4}},{"g":5,"h":6}])"s,
        inOrder(Order::kSorted, R"([{"b":{"f":4,"e":3},"a":{"d":2,"c":1}},{"h":6,"g":5}])"));
  }

  void putsIndexesFirst() {
    CPPUNIT_ASSERT_EQUAL(
        R"({"0":1,"7":2,"4294967294":3,"b":4,"a":5,"00":6,"4294967295":7})"s,
        inOrder(Order::kIndexesFirst,
                R"({"b":4,"7":2,"a":5,"4294967294":3,"00":6,"0":1,"4294967295":7})"));
  }

  void keepsOneOfEachName() {
    const std::string json = R"({"b":1,"a":2,"b":3,"c":4,"b":{"e":5,"d":6}})";

    CPPUNIT_ASSERT_EQUAL(R"({"a":2,"b":{"d":6,"e":5},"c":4})"s, inOrder(Order::kSorted, json));
    CPPUNIT_ASSERT_EQUAL(R"({"b":{"e":5,"d":6},"a":2,"c":4})"s,
                         inOrder(Order::kIndexesFirst, json));
  }

  void dropsWhatLiesInAMemberThatIsReplaced() {
    const std::string json = R"({"a":{"2":{"4":1,"3":2},"1":3},"a":4,"b":{"2":5,"1":6}})";

    CPPUNIT_ASSERT_EQUAL(R"({"a":4,"b":{"1":6,"2":5}})"s, inOrder(Order::kSorted, json));
    CPPUNIT_ASSERT_EQUAL(R"({"a":4,"b":{"1":6,"2":5}})"s, inOrder(Order::kIndexesFirst, json));
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(JsonMembersTest);

}  // namespace
}  // namespace fanfare::dialects
