#include "http/publish_request.h"

#include <cppunit/extensions/HelperMacros.h>

namespace fanfare::http {
namespace {

using namespace std::string_literals;
using std::chrono::seconds;

const core::FacilityRules& facilities() {
  core::FacilityRule colons;
  colons.pattern = "with:*";
  colons.colons = Colons::kInFacility;
  static const core::FacilityRules rules = core::FacilityRules::of({"*"}, {colons}).value();
  return rules;
}

std::variant<PublishOrders, PublishMistake> read(std::string_view body) {
  return readPublishRequest(body, {seconds(3600), facilities()});
}

PublishOrders ordersIn(std::string_view body) {
  auto orders = read(body);
  const auto* mistake = std::get_if<PublishMistake>(&orders);
  CPPUNIT_ASSERT_MESSAGE(mistake ? mistake->message : "", !mistake);
  return std::get<PublishOrders>(std::move(orders));
}

std::string mistakeIn(std::string_view body) {
  const auto orders = read(body);
  const auto* mistake = std::get_if<PublishMistake>(&orders);
  return mistake ? mistake->message : "";
}

std::string keysOf(const PublishOrder& order) {
  std::string keys;
  for (const auto& publication : order.publications) {
    keys.append(publication.channel.key()).append(" ");
  }
  return keys;
}

class PublishRequestTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(PublishRequestTest);
  CPPUNIT_TEST(readsEveryAudienceOnce);
  CPPUNIT_TEST(readsAnArrayInItsOrder);
  CPPUNIT_TEST(takesTheTextOfAStringAndTheBytesOfAnythingElse);
  CPPUNIT_TEST(takesTheExpiryThatIsGiven);
  CPPUNIT_TEST(letsColonsStandWhereTheFacilitySaysSo);
  CPPUNIT_TEST(refusesAFacilityThatIsNotOpened);
  CPPUNIT_TEST(namesTheFieldThatIsWrong);
  CPPUNIT_TEST(namesThePlaceInAnArray);
  CPPUNIT_TEST(refusesWhatIsNoJson);
  CPPUNIT_TEST_SUITE_END();

 public:
  void readsEveryAudienceOnce() {
    const auto orders = ordersIn(
        R"({"facility": "f", "broadcast": true, "users": ["a", "b", "a"], "groups": ["g"],
            "sessions": ["s"], "rooms": ["r:1"], "message": "hi"})");

    CPPUNIT_ASSERT(!orders.isArray);
    CPPUNIT_ASSERT_EQUAL("broadcast:f group:g:f room:r:1:f session:s:f user:a:f user:b:f "s,
                         keysOf(orders.orders.at(0)));
    CPPUNIT_ASSERT(orders.orders[0].publications[0].keepFor == seconds(3600));
  }

  void readsAnArrayInItsOrder() {
    const auto orders = ordersIn(R"([{"facility": "b", "broadcast": true, "message": "1"},
                                     {"facility": "a", "users": ["u"], "message": "2"}])");

    CPPUNIT_ASSERT(orders.isArray);
    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, orders.orders.size());
    CPPUNIT_ASSERT_EQUAL("broadcast:b "s, keysOf(orders.orders[0]));
    CPPUNIT_ASSERT_EQUAL("user:u:a "s, keysOf(orders.orders[1]));
  }

  void takesTheTextOfAStringAndTheBytesOfAnythingElse() {
    const std::string messages[][2] = {
        {R"("a\u0041\n")", "aA\n"},
        {R"({"a" : 1.0,  "b":[ "\u0041" ]})", R"({"a" : 1.0,  "b":[ "\u0041" ]})"},
        {"12.50", "12.50"},
        {"null", "null"}};
    for (const auto& [json, payload] : messages) {
      const auto orders =
          ordersIn("{\"message\":  " + json + " , \"facility\": \"f\", \"broadcast\": true}");
      CPPUNIT_ASSERT_EQUAL(payload, orders.orders[0].publications[0].message->payload);
    }
  }

  void takesTheExpiryThatIsGiven() {
    const auto expiryOf = [](const std::string& expire) {
      return ordersIn(R"({"facility": "f", "broadcast": true, "message": "m", "expire": )" +
                      expire + "}")
          .orders[0]
          .publications[0]
          .keepFor;
    };

    CPPUNIT_ASSERT(expiryOf("33") == seconds(33));
    CPPUNIT_ASSERT(expiryOf("0") == seconds(0));
  }

  void letsColonsStandWhereTheFacilitySaysSo() {
    CPPUNIT_ASSERT_EQUAL(
        "broadcast:with:colon "s,
        keysOf(ordersIn(R"({"facility": "with:colon", "broadcast": true, "message": "m"})")
                   .orders[0]));
    CPPUNIT_ASSERT_EQUAL(
        "facility: cannot be the facility of a channel"s,
        mistakeIn(R"({"facility": "no:colon", "broadcast": true, "message": "m"})"));
  }

  void refusesAFacilityThatIsNotOpened() {
    const auto rules = core::FacilityRules::of({"chat"}, {}).value();

    const auto read = readPublishRequest(R"({"facility": "c", "broadcast": true, "message": "1"})",
                                         {seconds(3600), rules});

    CPPUNIT_ASSERT_EQUAL("facility: is not opened; facility.allow would have to name it"s,
                         std::get<PublishMistake>(read).message);
  }

  void namesTheFieldThatIsWrong() {
    const std::string rest = R"(, "facility": "f", "broadcast": true, "message": "m"})";
    const std::string mistakes[][2] = {
        {R"({"user": ["a"])" + rest, "user: is no field of a publication"},
        {R"({"users": "a")" + rest, "users: must be an array of strings"},
        {R"({"users": ["a", 1])" + rest, "users[1]: must be a string"},
        {R"({"groups": [""])" + rest, "groups[0]: must not be empty"},
        {R"({"rooms": ["a\u0001"])" + rest, "rooms[0]: cannot be a name in a channel"},
        {R"({"expire": -1)" + rest, "expire: must be a number of seconds, 0 keeping nothing"},
        {R"({"expire": "10")" + rest, "expire: must be a number of seconds, 0 keeping nothing"},
        {R"({"expire": 1.5)" + rest, "expire: must be a number of seconds, 0 keeping nothing"},
        {R"({"expire": 99999999999)" + rest,
         "expire: must be a number of seconds, 0 keeping nothing"},
        {R"({"message": "x")" + rest, "message: given twice"},
        {R"({"broadcast": true, "message": "m"})", "facility: is missing"},
        {R"({"facility": 1, "broadcast": true, "message": "m"})", "facility: must be a string"},
        {R"({"facility": "f", "broadcast": 1, "message": "m"})",
         "broadcast: must be true or false"},
        {R"({"facility": "f", "broadcast": true})", "message: is missing"},
        {R"({"facility": "f", "broadcast": true, "message": ""})", "message: must not be empty"},
        {R"({"facility": "f", "broadcast": false, "users": [], "message": "m"})",
         "broadcast: or users, groups, sessions or rooms must name an audience"}};
    for (const auto& [body, mistake] : mistakes) CPPUNIT_ASSERT_EQUAL(mistake, mistakeIn(body));
  }

  void namesThePlaceInAnArray() {
    const std::string good = R"({"facility": "f", "broadcast": true, "message": "m"})";

    CPPUNIT_ASSERT_EQUAL("[2].users[0]: must be a string"s,
                         mistakeIn("[" + good + "," + good +
                                   R"(,{"facility": "f", "users": [null], "message": "m"}])"));
    CPPUNIT_ASSERT_EQUAL("the array must hold a publication"s, mistakeIn("[]"));
    CPPUNIT_ASSERT_EQUAL("[1]: must be an object"s, mistakeIn("[" + good + ", 1]"));
  }

  void refusesWhatIsNoJson() {
    CPPUNIT_ASSERT_EQUAL("the body must be a JSON object, or an array of them"s, mistakeIn(""));
    CPPUNIT_ASSERT_EQUAL("the body must be a JSON object, or an array of them"s,
                         mistakeIn("\"x\""));
    CPPUNIT_ASSERT_EQUAL("not UTF-8"s, mistakeIn("{\"\xff\": 1}"));
    CPPUNIT_ASSERT_EQUAL("not JSON: expected a string at byte 2"s, mistakeIn("{facility: 1}"));
    CPPUNIT_ASSERT_EQUAL("not JSON: expected nothing more at byte 3"s, mistakeIn("[]]"));
    CPPUNIT_ASSERT_EQUAL("nested too deeply"s,
                         mistakeIn("{\"message\": " + std::string(100, '[') + "1"));
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(PublishRequestTest);

}  // namespace
}  // namespace fanfare::http
