#include "dialects/pubsocketd.h"

#include <cppunit/extensions/HelperMacros.h>

namespace fanfare::dialects {
namespace {

using namespace std::string_literals;

std::string encoded(const PubsocketdOptions& options, const std::string& payload) {
  const Channel room = Channel::parse("room:news:pubsocketd").value();
  std::string scratch;
  return std::string(Pubsocketd(options).encode(room, *makeMessage(payload), scratch));
}

class PubsocketdTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(PubsocketdTest);
  CPPUNIT_TEST(encodesJsonAsGoDoes);
  CPPUNIT_TEST(dropsWhatIsNoJson);
  CPPUNIT_TEST(sendsWhatIsNoJsonAsAStringWhereToldSo);
  CPPUNIT_TEST(passesBytesThroughWhereToldSo);
  CPPUNIT_TEST(beatsOnlyWhereToldSo);
  CPPUNIT_TEST(hearsNothingOfWhatClientsSay);
  CPPUNIT_TEST_SUITE_END();

 public:
  void encodesJsonAsGoDoes() {
    CPPUNIT_ASSERT_EQUAL("{\"a\":{\"y\":\"\\u003cb\\u003e\\u0026\",\"z\":[1,2.5,1000]},\"b\":1}"s,
                         encoded({}, "{\"b\":1, \"a\":{\"z\":[1,2.50,1e3],\"y\":\"<b>&\"}}"));
    CPPUNIT_ASSERT_EQUAL("null"s, encoded({}, " null "));
  }

  void dropsWhatIsNoJson() {
    for (const char* payload : {"{'foo': 1}", "{\"a\":1} x", "PEW", "\xFF"}) {
      CPPUNIT_ASSERT_EQUAL_MESSAGE(payload, ""s, encoded({}, payload));
    }
  }

  void sendsWhatIsNoJsonAsAStringWhereToldSo() {
    PubsocketdOptions options;
    options.notJson = PubsocketdOptions::NotJson::kAsString;

    CPPUNIT_ASSERT_EQUAL("\"{'foo': \\u003c1}\""s, encoded(options, "{'foo': <1}"));
    CPPUNIT_ASSERT_EQUAL("1"s, encoded(options, "1.0"));
    CPPUNIT_ASSERT_EQUAL(""s, encoded(options, "\xFF"));
  }

  void passesBytesThroughWhereToldSo() {
    PubsocketdOptions options;
    options.json = PubsocketdOptions::Json::kRaw;

    for (const char* payload : {"{\"b\": 1}", "no JSON", "\xFF"}) {
      CPPUNIT_ASSERT_EQUAL(std::string(payload), encoded(options, payload));
    }
    CPPUNIT_ASSERT(!Pubsocketd(options).speaksText());
  }

  void beatsOnlyWhereToldSo() {
    PubsocketdOptions options;
    CPPUNIT_ASSERT(Pubsocketd(options).pace().heartbeat->text.empty());

    options.heartbeat = true;
    const auto heartbeat = *Pubsocketd(options).pace().heartbeat;

    CPPUNIT_ASSERT_EQUAL("\"{\\\"heartbeat\\\": 1}\""s, heartbeat.text);
    CPPUNIT_ASSERT(heartbeat.interval == std::chrono::seconds(30));
  }

  void hearsNothingOfWhatClientsSay() {
    const auto request = Pubsocketd({}).decode("{\"publish\": 1}", PayloadKind::kText, "");

    CPPUNIT_ASSERT(std::holds_alternative<NoRequest>(request));
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(PubsocketdTest);

}  // namespace
}  // namespace fanfare::dialects
