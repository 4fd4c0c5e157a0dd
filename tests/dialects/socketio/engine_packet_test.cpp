#include "dialects/socketio/engine_packet.h"

#include <string>

#include <cppunit/extensions/HelperMacros.h>

namespace fanfare::dialects::socketio {
namespace {

using namespace std::string_literals;
using std::chrono::milliseconds;

constexpr EngineVersion kBoth[] = {EngineVersion::k3, EngineVersion::k4};

std::string whyRefused(const Result<EnginePacket>& packet) {
  return packet ? "it was read" : packet.error().message;
}

class EnginePacketTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(EnginePacketTest);
  CPPUNIT_TEST(readsATextOfEachType);
  CPPUNIT_TEST(readsBinaryInBase64);
  CPPUNIT_TEST(readsBinaryFrames);
  CPPUNIT_TEST(refusesTextThatIsNoPacket);
  CPPUNIT_TEST(refusesBinaryThatIsNoMessage);
  CPPUNIT_TEST(writesWhatItReads);
  CPPUNIT_TEST(opensWithTheHandshake);
  CPPUNIT_TEST_SUITE_END();

 public:
  void readsATextOfEachType() {
    for (const EngineVersion version : kBoth) {
      CPPUNIT_ASSERT(read("0{}", version).type == EnginePacketType::kOpen);
      CPPUNIT_ASSERT(read("1", version).type == EnginePacketType::kClose);
      CPPUNIT_ASSERT(read("2probe", version).type == EnginePacketType::kPing);
      CPPUNIT_ASSERT(read("3probe", version).type == EnginePacketType::kPong);
      CPPUNIT_ASSERT(read("4", version).type == EnginePacketType::kMessage);
      CPPUNIT_ASSERT(read("5", version).type == EnginePacketType::kUpgrade);
      CPPUNIT_ASSERT(read("6", version).type == EnginePacketType::kNoop);
    }
    const auto packet = read("42[\"ž\"]", EngineVersion::k4);
    CPPUNIT_ASSERT_EQUAL("2[\"ž\"]"s, packet.data);
    CPPUNIT_ASSERT(packet.kind == PayloadKind::kText);
  }

  void readsBinaryInBase64() {
    for (const auto& packet :
         {read("bAAH/", EngineVersion::k4), read("b4AAH/", EngineVersion::k3)}) {
      CPPUNIT_ASSERT_EQUAL("\0\1\xff"s, packet.data);
      CPPUNIT_ASSERT(packet.type == EnginePacketType::kMessage);
      CPPUNIT_ASSERT(packet.kind == PayloadKind::kBinary);
    }
    CPPUNIT_ASSERT_EQUAL(""s, read("b", EngineVersion::k4).data);
  }

  void readsBinaryFrames() {
    const auto current = readBinaryEnginePacket("\4\1"s, EngineVersion::k4);
    const auto old = readBinaryEnginePacket("\4\1"s, EngineVersion::k3);

    CPPUNIT_ASSERT_EQUAL("\4\1"s, current->data);
    CPPUNIT_ASSERT_EQUAL("\1"s, old->data);
    CPPUNIT_ASSERT(old->kind == PayloadKind::kBinary);
    CPPUNIT_ASSERT_EQUAL(""s, readBinaryEnginePacket("", EngineVersion::k4)->data);
  }

  void refusesTextThatIsNoPacket() {
    for (const EngineVersion version : kBoth) {
      CPPUNIT_ASSERT_EQUAL("a packet is empty"s, whyRefused(readEnginePacket("", version)));
      for (const char* bad : {"7", "9x", "x", " 4", "-1", "/", ":", "\xff"}) {
        CPPUNIT_ASSERT_EQUAL_MESSAGE(bad, "a packet is of no known type"s,
                                     whyRefused(readEnginePacket(bad, version)));
      }
      CPPUNIT_ASSERT_EQUAL("a packet is not UTF-8"s,
                           whyRefused(readEnginePacket("4\xff", version)));
    }
  }

  void refusesBinaryThatIsNoMessage() {
    for (const char* bad : {"b!", "bA", "bAB=C", "bAAH/=", "b AAH"}) {
      CPPUNIT_ASSERT_EQUAL_MESSAGE(bad, "a binary packet is not in base64"s,
                                   whyRefused(readEnginePacket(bad, EngineVersion::k4)));
    }
    for (const char* bad : {"b", "b2AAH/", "bAAH/"}) {
      CPPUNIT_ASSERT_EQUAL_MESSAGE(bad, "a binary packet is no message"s,
                                   whyRefused(readEnginePacket(bad, EngineVersion::k3)));
    }
    CPPUNIT_ASSERT_EQUAL("a packet is empty"s,
                         whyRefused(readBinaryEnginePacket("", EngineVersion::k3)));
    CPPUNIT_ASSERT_EQUAL("a binary packet is no message"s,
                         whyRefused(readBinaryEnginePacket("4x", EngineVersion::k3)));
  }

  void writesWhatItReads() {
    const EnginePacket text{EnginePacketType::kPong, "probe"};
    const EnginePacket binary{EnginePacketType::kMessage, "\0\1\xff"s, PayloadKind::kBinary};

    for (const EngineVersion version : kBoth) {
      CPPUNIT_ASSERT_EQUAL("3probe"s, writeEnginePacket(text, version));
      CPPUNIT_ASSERT_EQUAL("3probe"s, writeEnginePacketAsText(text, version));
      const auto again = readBinaryEnginePacket(writeEnginePacket(binary, version), version);
      CPPUNIT_ASSERT_EQUAL(binary.data, again->data);
    }
    CPPUNIT_ASSERT_EQUAL("\0\1\xff"s, writeEnginePacket(binary, EngineVersion::k4));
    CPPUNIT_ASSERT_EQUAL("\4\0\1\xff"s, writeEnginePacket(binary, EngineVersion::k3));
    CPPUNIT_ASSERT_EQUAL("bAAH/"s, writeEnginePacketAsText(binary, EngineVersion::k4));
    CPPUNIT_ASSERT_EQUAL("b4AAH/"s, writeEnginePacketAsText(binary, EngineVersion::k3));
  }

  void opensWithTheHandshake() {
    const EngineHandshake handshake{
        "abc", {"websocket"}, milliseconds(20'000), milliseconds(25'000), 1'000'000};

    const auto packet = openPacket(handshake);

    CPPUNIT_ASSERT(packet.type == EnginePacketType::kOpen);
    CPPUNIT_ASSERT_EQUAL(R"({"sid":"abc","upgrades":["websocket"],"pingTimeout":20000,)"
                         R"("pingInterval":25000,"maxPayload":1000000})"s,
                         packet.data);
    CPPUNIT_ASSERT(openPacket({"a", {}, {}, {}, 1}).data.find("\"upgrades\":[],") !=
                   std::string::npos);
  }

 private:
  static EnginePacket read(const char* text, EngineVersion version) {
    return readEnginePacket(text, version).value();
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(EnginePacketTest);

}  // namespace
}  // namespace fanfare::dialects::socketio
