#include "dialects/socketio/engine_payload.h"

#include <algorithm>
#include <string>

#include <cppunit/extensions/HelperMacros.h>

namespace fanfare::dialects::socketio {
namespace {

using namespace std::string_literals;

const EnginePackets kMixed{{EnginePacketType::kMessage, "2[\"é€😀\"]"},
                           {EnginePacketType::kMessage, "\0\1\xff\x1e"s, PayloadKind::kBinary},
                           {EnginePacketType::kPing, ""}};

bool areEqual(const EnginePackets& some, const EnginePackets& others) {
  return std::equal(some.begin(), some.end(), others.begin(), others.end(),
                    [](const EnginePacket& a, const EnginePacket& b) {
                      return a.type == b.type && a.data == b.data && a.kind == b.kind;
                    });
}

Result<EnginePackets> readNew(std::string_view body) {
  return readPayload(body, PayloadKind::kText, EngineVersion::k4);
}

Result<EnginePackets> readOld(std::string_view body) {
  return readPayload(body, PayloadKind::kText, EngineVersion::k3);
}

Result<EnginePackets> readOldBinary(std::string_view body) {
  return readPayload(body, PayloadKind::kBinary, EngineVersion::k3);
}

std::string whyRefused(const Result<EnginePackets>& packets) {
  return packets ? "it was read" : packets.error().message;
}

class EnginePayloadTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(EnginePayloadTest);
  CPPUNIT_TEST(separatesPackets);
  CPPUNIT_TEST(countsUtf16Units);
  CPPUNIT_TEST(countsBytesInABinaryPayload);
  CPPUNIT_TEST(readsWhatItWrites);
  CPPUNIT_TEST(refusesNothing);
  CPPUNIT_TEST(refusesAnEmptyPacket);
  CPPUNIT_TEST(refusesTooManyPackets);
  CPPUNIT_TEST(refusesLengthsThatAreNone);
  CPPUNIT_TEST(refusesWhatIsShorterThanItsLength);
  CPPUNIT_TEST(refusesALengthThatEndsWithinACharacter);
  CPPUNIT_TEST(refusesWhatIsNeitherTextNorBinary);
  CPPUNIT_TEST(refusesABinaryPayloadOfVersion4);
  CPPUNIT_TEST(refusesWhatIsNotUtf8);
  CPPUNIT_TEST(saysWhatIsWrongWithAPacket);
  CPPUNIT_TEST_SUITE_END();

 public:
  void separatesPackets() {
    CPPUNIT_ASSERT_EQUAL(
        "42[\"é€😀\"]\x1e"
        "bAAH/Hg==\x1e"
        "2"s,
        writePayload(kMixed, EngineVersion::k4));
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, readNew("2")->size());
    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, readNew("2\x1e"
                                                 "3")
                                             ->size());
  }

  void countsUtf16Units() {
    CPPUNIT_ASSERT_EQUAL("10:42[\"é€😀\"]10:b4AAH/Hg==1:2"s,
                         writePayload(kMixed, EngineVersion::k3));
    CPPUNIT_ASSERT_EQUAL("é"s, readOld("2:4é1:2")->front().data);
  }

  void countsBytesInABinaryPayload() {
    CPPUNIT_ASSERT_EQUAL(
        "\0\1\5\xff"
        "42[\"é€😀\"]\1\5\xff\4\0\1\xff\x1e\0\1\xff"
        "2"s,
        writeBinaryPayload(kMixed));
  }

  void readsWhatItWrites() {
    CPPUNIT_ASSERT(areEqual(kMixed, *readNew(writePayload(kMixed, EngineVersion::k4))));
    CPPUNIT_ASSERT(areEqual(kMixed, *readOld(writePayload(kMixed, EngineVersion::k3))));
    CPPUNIT_ASSERT(areEqual(kMixed, *readOldBinary(writeBinaryPayload(kMixed))));
  }

  void refusesNothing() {
    for (const auto& nothing : {readNew(""), readOld(""), readOldBinary("")}) {
      CPPUNIT_ASSERT_EQUAL("a payload is empty"s, whyRefused(nothing));
    }
  }

  void refusesAnEmptyPacket() {
    for (const char* bad : {"\x1e", "2\x1e",
                            "\x1e"
                            "2",
                            "2\x1e\x1e"
                            "2"}) {
      CPPUNIT_ASSERT_EQUAL_MESSAGE(bad, "a packet is empty"s, whyRefused(readNew(bad)));
    }
    CPPUNIT_ASSERT_EQUAL("a packet is empty"s, whyRefused(readOld("0:")));
    CPPUNIT_ASSERT_EQUAL("a packet is empty"s, whyRefused(readOldBinary("\0\0\xff"s)));
    CPPUNIT_ASSERT_EQUAL("a packet is empty"s, whyRefused(readOldBinary("\1\0\xff"s)));
  }

  void refusesTooManyPackets() {
    EnginePackets packets(kMaxPayloadPackets, {EnginePacketType::kPong});
    CPPUNIT_ASSERT_EQUAL(kMaxPayloadPackets,
                         readNew(writePayload(packets, EngineVersion::k4))->size());

    packets.push_back(packets.front());

    for (const auto& many : {readNew(writePayload(packets, EngineVersion::k4)),
                             readOld(writePayload(packets, EngineVersion::k3)),
                             readOldBinary(writeBinaryPayload(packets))}) {
      CPPUNIT_ASSERT_EQUAL("too many packets"s, whyRefused(many));
    }
  }

  void refusesLengthsThatAreNone() {
    for (const char* bad : {"4", ":4", "x:4", "-1:4", "+1:4", " 1:4", "1", "1 :4", "1.0:4",
                            "0000000001:4", "18446744073709551617:4", "1:23"}) {
      CPPUNIT_ASSERT_EQUAL_MESSAGE(bad, "a packet's length is malformed"s,
                                   whyRefused(readOld(bad)));
    }
    for (const auto& bad : {"\0"s, "\0\xff"s, "\0\1"s, "\0\x0a\xff"s, "\0"s + "1\xff"s + "4",
                            "\0"s + std::string(10, '\1') + "\xff"}) {
      CPPUNIT_ASSERT_EQUAL("a packet's length is malformed"s, whyRefused(readOldBinary(bad)));
    }
  }

  void refusesWhatIsShorterThanItsLength() {
    for (const char* bad : {"2:4", "999999999:4", "1:22:4"}) {
      CPPUNIT_ASSERT_EQUAL_MESSAGE(bad, "a packet is shorter than its length"s,
                                   whyRefused(readOld(bad)));
    }
    for (const auto& bad :
         {"\0\2\xff"s + "4", "\1\1\xff"s, "\0"s + std::string(9, '\t') + "\xff"}) {
      CPPUNIT_ASSERT_EQUAL("a packet is shorter than its length"s, whyRefused(readOldBinary(bad)));
    }
  }

  void refusesALengthThatEndsWithinACharacter() {
    CPPUNIT_ASSERT_EQUAL("a packet is shorter than its length"s, whyRefused(readOld("2:4😀")));
    CPPUNIT_ASSERT_EQUAL("😀"s, readOld("3:4😀")->front().data);
  }

  void refusesWhatIsNeitherTextNorBinary() {
    CPPUNIT_ASSERT_EQUAL("a packet is neither text nor binary"s,
                         whyRefused(readOldBinary("\2\1\xff"s + "4")));
    CPPUNIT_ASSERT_EQUAL("a packet is neither text nor binary"s, whyRefused(readOldBinary("1:4")));
  }

  void refusesABinaryPayloadOfVersion4() {
    CPPUNIT_ASSERT_EQUAL("a payload is binary"s,
                         whyRefused(readPayload("2", PayloadKind::kBinary, EngineVersion::k4)));
  }

  void refusesWhatIsNotUtf8() {
    CPPUNIT_ASSERT_EQUAL("a packet is not UTF-8"s, whyRefused(readNew("4\xff")));
    CPPUNIT_ASSERT_EQUAL("a packet is not UTF-8"s, whyRefused(readOld("2:4\xc3")));
    CPPUNIT_ASSERT_EQUAL("a packet is not UTF-8"s,
                         whyRefused(readOldBinary("\0\2\xff"s + "4\xff")));
  }

  void saysWhatIsWrongWithAPacket() {
    CPPUNIT_ASSERT_EQUAL("a packet is of no known type"s, whyRefused(readNew("2\x1ex")));
    CPPUNIT_ASSERT_EQUAL("a packet is of no known type"s, whyRefused(readOld("1:21:7")));
    CPPUNIT_ASSERT_EQUAL("a binary packet is no message"s,
                         whyRefused(readOldBinary("\1\1\xff\2"s)));
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(EnginePayloadTest);

}  // namespace
}  // namespace fanfare::dialects::socketio
