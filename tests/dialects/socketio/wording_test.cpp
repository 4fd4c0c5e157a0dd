#include "dialects/socketio/wording.h"

#include <cppunit/extensions/HelperMacros.h>

namespace fanfare::dialects::socketio {
namespace {

using namespace std::string_literals;

class SocketIoWordingTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(SocketIoWordingTest);
  CPPUNIT_TEST(wrapsEvents);
  CPPUNIT_TEST(wrapsWhatIsPublishedRaw);
  CPPUNIT_TEST(namesTheEventAsItIsSet);
  CPPUNIT_TEST(sendsAttachmentsBehind);
  CPPUNIT_TEST(asksForAnAcknowledgement);
  CPPUNIT_TEST_SUITE_END();

 public:
  void wrapsEvents() {
    CPPUNIT_ASSERT_EQUAL(R"(42["e",1])"s, encoded(makeMessage(R"(["e",1])", Event{})));
    CPPUNIT_ASSERT_EQUAL(R"(["update",{"a":1},null])"s,
                         payloadOf("update", {R"({"a":1})", "null"}));
    CPPUNIT_ASSERT_EQUAL(R"(["a\"b"])"s, payloadOf("a\"b", {}));
  }

  void wrapsWhatIsPublishedRaw() {
    for (const auto& [payload, argument] :
         {std::pair{R"({"a": [1, 2.0]})", R"({"a": [1, 2.0]})"}, std::pair{"1", "1"},
          std::pair{"plain", R"("plain")"}, std::pair{"{\"a\":", R"("{\"a\":")"},
          std::pair{"1 2", R"("1 2")"}, std::pair{"NaN", R"("NaN")"}}) {
      CPPUNIT_ASSERT_EQUAL(R"(42["message",)" + std::string(argument) + "]",
                           encoded(makeMessage(payload)));
    }
  }

  void namesTheEventAsItIsSet() {
    const SocketIoWording wording(EngineVersion::k4, "a\"b");
    std::string scratch;
    CPPUNIT_ASSERT_EQUAL(R"(42["a\"b",1])"s,
                         std::string(wording.encode(channel_, *makeMessage("1"), scratch)));
  }

  void sendsAttachmentsBehind() {
    const auto raw = makeMessage("\xff");
    CPPUNIT_ASSERT_EQUAL(R"(451-["message",{"_placeholder":true,"num":0}])"s, encoded(raw));
    CPPUNIT_ASSERT((std::vector<std::string>{"\xff"} == wording4_.attachments(*raw)));
    CPPUNIT_ASSERT((std::vector<std::string>{"\x04\xff"} == wording3_.attachments(*raw)));

    Event event;
    event.attachments = {"a", "b"};
    const auto message = makeMessage(R"(["e"])", event);
    CPPUNIT_ASSERT_EQUAL(R"(452-["e"])"s, encoded(message));
    CPPUNIT_ASSERT((std::vector<std::string>{"a", "b"} == wording4_.attachments(*message)));
  }

  void asksForAnAcknowledgement() {
    Event event;
    CPPUNIT_ASSERT_EQUAL(R"(27["e"])"s, askingPacket(*makeMessage(R"(["e"])", event), 7));
    event.attachments = {"a"};
    CPPUNIT_ASSERT_EQUAL(R"(51-7["e"])"s, askingPacket(*makeMessage(R"(["e"])", event), 7));
  }

 private:
  std::string encoded(const MessagePtr& message) const {
    std::string scratch;
    return std::string(wording4_.encode(channel_, *message, scratch));
  }

  const Channel channel_ = Channel::parse("room:a:chat").value();
  const SocketIoWording wording3_{EngineVersion::k3, "message"};
  const SocketIoWording wording4_{EngineVersion::k4, "message"};
};

CPPUNIT_TEST_SUITE_REGISTRATION(SocketIoWordingTest);

}  // namespace
}  // namespace fanfare::dialects::socketio
