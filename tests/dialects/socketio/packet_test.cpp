#include "dialects/socketio/packet.h"

#include <string>

#include <cppunit/extensions/HelperMacros.h>

namespace fanfare::dialects::socketio {
namespace {

using namespace std::string_literals;

class SocketIoPacketTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(SocketIoPacketTest);
  CPPUNIT_TEST(knowsTheNamesOfNamespaces);
  CPPUNIT_TEST(writesEventsWithAnyNumberOfArguments);
  CPPUNIT_TEST(writesBinaryEvents);
  CPPUNIT_TEST(writesAcknowledgements);
  CPPUNIT_TEST(writesDisconnects);
  CPPUNIT_TEST(answersAConnect);
  CPPUNIT_TEST(refusesAConnect);
  CPPUNIT_TEST_SUITE_END();

 public:
  void knowsTheNamesOfNamespaces() {
    for (const char* name : {"/", "/chat", "/ž/x"}) {
      CPPUNIT_ASSERT_MESSAGE(name, isSpaceName(name));
    }
    for (const char* name : {"", "chat", "/a,b", "/a?b", " /"}) {
      CPPUNIT_ASSERT_MESSAGE(name, !isSpaceName(name));
    }
  }

  void writesEventsWithAnyNumberOfArguments() {
    Packet event = eventOf("up\"date");
    CPPUNIT_ASSERT_EQUAL(R"(2["up\"date"])"s, writePacket(event));

    event.data.arguments = {R"({"time":1})", "null"};
    event.ackId = 13;
    event.space = "/chat";
    CPPUNIT_ASSERT_EQUAL(R"(2/chat,13["up\"date",{"time":1},null])"s, writePacket(event));
  }

  void writesBinaryEvents() {
    Packet event = eventOf("file");
    event.data.arguments = {R"({"_placeholder":true,"num":0})"};
    event.data.attachments = {"\xff", ""};
    CPPUNIT_ASSERT_EQUAL(R"(52-["file",{"_placeholder":true,"num":0}])"s, writePacket(event));

    event.space = "/a";
    event.ackId = 0;
    CPPUNIT_ASSERT_EQUAL(R"(52-/a,0["file",{"_placeholder":true,"num":0}])"s, writePacket(event));
  }

  void writesAcknowledgements() {
    Packet ack{PacketType::kAck};
    ack.ackId = 1;
    CPPUNIT_ASSERT_EQUAL("31[]"s, writePacket(ack));

    ack.data = {{"1", R"({"_placeholder":true,"num":0})"}, {"x"}};
    CPPUNIT_ASSERT_EQUAL(R"(61-1[1,{"_placeholder":true,"num":0}])"s, writePacket(ack));
  }

  void writesDisconnects() {
    CPPUNIT_ASSERT_EQUAL("1"s, writePacket({PacketType::kDisconnect}));
    CPPUNIT_ASSERT_EQUAL("1/chat,"s, writePacket({PacketType::kDisconnect, "/chat"}));
  }

  void answersAConnect() {
    CPPUNIT_ASSERT_EQUAL(R"(0{"sid":"abc"})"s,
                         writePacket(connected("/", "abc", EngineVersion::k4)));
    CPPUNIT_ASSERT_EQUAL(R"(0/chat,{"sid":"abc"})"s,
                         writePacket(connected("/chat", "abc", EngineVersion::k4)));
    CPPUNIT_ASSERT_EQUAL("0"s, writePacket(connected("/", "abc", EngineVersion::k3)));
    CPPUNIT_ASSERT_EQUAL("0/chat,"s, writePacket(connected("/chat", "abc", EngineVersion::k3)));
  }

  void refusesAConnect() {
    CPPUNIT_ASSERT_EQUAL(R"(4/other,"no such namespace")"s,
                         writePacket(connectRefused("/other", "no such namespace")));
  }

 private:
  static Packet eventOf(const std::string& name) {
    Packet event;
    event.event = name;
    return event;
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(SocketIoPacketTest);

}  // namespace
}  // namespace fanfare::dialects::socketio
