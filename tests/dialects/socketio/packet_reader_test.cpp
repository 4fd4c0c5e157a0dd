#include "dialects/socketio/packet_reader.h"

#include <string>
#include <vector>

#include <cppunit/extensions/HelperMacros.h>

namespace fanfare::dialects::socketio {
namespace {

using namespace std::string_literals;

constexpr std::size_t kMaxBytes = 1000;
constexpr char kOneAttachment[] = R"(51-["file",{"_placeholder":true,"num":0}])";

Packet read(std::string_view text) { return PacketReader(kMaxBytes).onText(text).value().value(); }

std::string whyRefused(const Result<std::optional<Packet>>& packet) {
  return packet ? "it was read" : packet.error().message;
}

std::string whyRefused(std::string_view text) {
  return whyRefused(PacketReader(kMaxBytes).onText(text));
}

class PacketReaderTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(PacketReaderTest);
  CPPUNIT_TEST(readsConnects);
  CPPUNIT_TEST(readsDisconnects);
  CPPUNIT_TEST(readsEvents);
  CPPUNIT_TEST(keepsArgumentsAsTheyWereWritten);
  CPPUNIT_TEST(readsAcknowledgements);
  CPPUNIT_TEST(readsConnectErrors);
  CPPUNIT_TEST(waitsForAttachments);
  CPPUNIT_TEST(takesABinaryPacketWithoutAttachmentsAsAnOrdinaryOne);
  CPPUNIT_TEST(takesAPlaceholderInAnOrdinaryEventAsData);
  CPPUNIT_TEST(readsWhatIsWritten);
  CPPUNIT_TEST(refusesTypesThatAreNone);
  CPPUNIT_TEST(refusesEventsThatAreNoArrayWithAName);
  CPPUNIT_TEST(refusesWhatIsNotJson);
  CPPUNIT_TEST(refusesWhatIsNestedTooDeeply);
  CPPUNIT_TEST(refusesANamespaceThatIsNotUtf8);
  CPPUNIT_TEST(refusesIdsThatAreTooLargeOrOutOfPlace);
  CPPUNIT_TEST(refusesConnectsThatCarrySomethingElse);
  CPPUNIT_TEST(refusesAttachmentCountsThatAreNone);
  CPPUNIT_TEST(refusesTooManyAttachments);
  CPPUNIT_TEST(refusesPlaceholdersWithoutAttachment);
  CPPUNIT_TEST(refusesATextInPlaceOfAnAttachment);
  CPPUNIT_TEST(refusesAnAttachmentOfNothing);
  CPPUNIT_TEST(refusesWhatIsTooLarge);
  CPPUNIT_TEST_SUITE_END();

 public:
  void readsConnects() {
    CPPUNIT_ASSERT(read("0").type == PacketType::kConnect);
    CPPUNIT_ASSERT_EQUAL("/"s, read("0").space);
    CPPUNIT_ASSERT(!read("0").content);
    CPPUNIT_ASSERT_EQUAL(R"({"token":"x"})"s, *read(R"(0 {"token":"x"} )").content);
    CPPUNIT_ASSERT_EQUAL("/chat"s, read(R"(0/chat,{"token":"x"})").space);
    CPPUNIT_ASSERT_EQUAL("/chat"s, read("0/chat").space);
    CPPUNIT_ASSERT_EQUAL("/chat"s, read("0/chat,").space);
    CPPUNIT_ASSERT_EQUAL("/chat"s, read("0/chat?token=a,").space);
    CPPUNIT_ASSERT_EQUAL("/chat"s, read("0/chat?token=a").space);
  }

  void readsDisconnects() {
    CPPUNIT_ASSERT(read("1").type == PacketType::kDisconnect);
    CPPUNIT_ASSERT_EQUAL("/chat"s, read("1/chat,").space);
  }

  void readsEvents() {
    const auto packet = read(R"(2/chat,007["jo\u0069n",{"room":"time"},[1,2],null])");

    CPPUNIT_ASSERT(packet.type == PacketType::kEvent);
    CPPUNIT_ASSERT_EQUAL("/chat"s, packet.space);
    CPPUNIT_ASSERT_EQUAL(std::uint64_t{7}, *packet.ackId);
    CPPUNIT_ASSERT_EQUAL("join"s, packet.event);
    const std::vector<std::string> arguments{R"({"room":"time"})", "[1,2]", "null"};
    CPPUNIT_ASSERT(packet.data.arguments == arguments);
    CPPUNIT_ASSERT(!read(R"(2["x"])").ackId);
    CPPUNIT_ASSERT_EQUAL(""s, read(R"(2[""])").event);
  }

  void keepsArgumentsAsTheyWereWritten() {
    CPPUNIT_ASSERT_EQUAL(
        R"({ "b" : 1.0, "a":12345678901234567890 })"s,
        read(R"(2["x", { "b" : 1.0, "a":12345678901234567890 } ])").data.arguments.front());
  }

  void readsAcknowledgements() {
    const auto packet = read("318446744073709551615[1]");

    CPPUNIT_ASSERT(packet.type == PacketType::kAck);
    CPPUNIT_ASSERT_EQUAL(std::uint64_t{18446744073709551615U}, *packet.ackId);
    CPPUNIT_ASSERT_EQUAL("1"s, packet.data.arguments.front());
    CPPUNIT_ASSERT(read("31[]").data.arguments.empty());
  }

  void readsConnectErrors() {
    CPPUNIT_ASSERT_EQUAL(R"("no")"s, *read(R"(4/x,"no")").content);
    CPPUNIT_ASSERT_EQUAL(R"({"message":"no"})"s, *read(R"(4{"message":"no"})").content);
  }

  void waitsForAttachments() {
    PacketReader reader(kMaxBytes);
    const auto head = reader.onText(
        R"(52-/chat,3["file",{"a":[{"num":1,"_placeholder":true}]},{"_placeholder":true,"num":0}])");
    CPPUNIT_ASSERT(head && !head->has_value());
    CPPUNIT_ASSERT(reader.awaitsAttachments());
    const auto first = reader.onBinary("\0\xff"s);
    CPPUNIT_ASSERT(first && !first->has_value());

    const auto packet = reader.onBinary("").value().value();

    CPPUNIT_ASSERT(packet.type == PacketType::kEvent);
    CPPUNIT_ASSERT_EQUAL("/chat"s, packet.space);
    CPPUNIT_ASSERT_EQUAL(std::uint64_t{3}, *packet.ackId);
    CPPUNIT_ASSERT((packet.data.attachments == std::vector<std::string>{"\0\xff"s, ""}));
    CPPUNIT_ASSERT(!reader.awaitsAttachments());
    CPPUNIT_ASSERT(reader.onText("2[\"x\"]").value()->data.attachments.empty());
  }

  void takesABinaryPacketWithoutAttachmentsAsAnOrdinaryOne() {
    CPPUNIT_ASSERT(read(R"(50-["x"])").type == PacketType::kEvent);
    CPPUNIT_ASSERT(read("60-1[]").type == PacketType::kAck);
  }

  void takesAPlaceholderInAnOrdinaryEventAsData() {
    constexpr char kPlaceholder[] = R"({"_placeholder":true,"num":0})";
    CPPUNIT_ASSERT_EQUAL(std::string(kPlaceholder),
                         read("2[\"x\","s + kPlaceholder + "]").data.arguments.front());
  }

  void readsWhatIsWritten() {
    for (const char* text :
         {"0", "0/a,", R"(0/a,{"x":1})", "1/a,", R"(2["e"])", R"(2/a,1["e",1,{}])", "31[]",
          R"(4/a,"no")", R"(4/a,{"message":"no"})"}) {
      CPPUNIT_ASSERT_EQUAL(std::string(text), writePacket(read(text)));
    }
    PacketReader reader(kMaxBytes);
    CPPUNIT_ASSERT(reader.onText(kOneAttachment));
    CPPUNIT_ASSERT_EQUAL(std::string(kOneAttachment), writePacket(*reader.onBinary("x").value()));
  }

  void refusesTypesThatAreNone() {
    CPPUNIT_ASSERT_EQUAL("a packet is empty"s, whyRefused(""));
    for (const char* bad : {"7", "9[]", "x", "-1", " 2[\"x\"]", "/", "\xff", "[\"x\"]"}) {
      CPPUNIT_ASSERT_EQUAL_MESSAGE(bad, "a packet is of no known type"s, whyRefused(bad));
    }
  }

  void refusesEventsThatAreNoArrayWithAName() {
    for (const char* bad : {"2", "2{}", "2\"x\"", "2null", "2/chat", "2/chat,1", "21", "31{}"}) {
      CPPUNIT_ASSERT_EQUAL_MESSAGE(bad, "not JSON: expected an array at byte 1"s, whyRefused(bad));
    }
    CPPUNIT_ASSERT_EQUAL("an event has no name"s, whyRefused("2[]"));
    for (const char* bad : {"2[1]", "2[null]", "2[{}]", "2[[\"x\"]]", "2[true,\"x\"]"}) {
      CPPUNIT_ASSERT_EQUAL_MESSAGE(bad, "not JSON: expected a string at byte 2"s, whyRefused(bad));
    }
  }

  void refusesWhatIsNotJson() {
    for (const char* bad :
         {"2[\"x\"", "2[\"x\",]", "2[\"x\"]]", "2[\"x\"] 1", "2[\"x\",{\"a\":1,\"a\":2}]",
          "2[\"x\",NaN]", "2[\"x\",'a']", "2[\"x\\ud800\"]", "2[\"x\",\xff]", "2-[\"x\"]",
          "2[\"x\",01]", "0{", "0{}{}", "4\"", "51-[\"x\""}) {
      CPPUNIT_ASSERT_MESSAGE(bad, !PacketReader(kMaxBytes).onText(bad));
    }
  }

  void refusesWhatIsNestedTooDeeply() {
    const auto nested = [](std::size_t depth) {
      return "[\"x\","s + std::string(depth, '[') + std::string(depth, ']') + "]";
    };
    CPPUNIT_ASSERT_EQUAL("x"s, read("2" + nested(63)).event);
    for (const auto& bad : {"2" + nested(64), "50-" + nested(64), "2" + nested(400),
                            "0{\"a\":" + nested(100) + "}"}) {
      CPPUNIT_ASSERT_EQUAL_MESSAGE(bad, "nested too deeply"s, whyRefused(bad));
    }
  }

  void refusesANamespaceThatIsNotUtf8() {
    CPPUNIT_ASSERT_EQUAL("a namespace is not UTF-8"s, whyRefused("0/\xc3"));
    CPPUNIT_ASSERT_EQUAL("a namespace is not UTF-8"s, whyRefused("2/\xff,[\"x\"]"));
    CPPUNIT_ASSERT_EQUAL("/ž"s, read("0/ž").space);
  }

  void refusesIdsThatAreTooLargeOrOutOfPlace() {
    CPPUNIT_ASSERT_EQUAL("an acknowledgement's id is too large"s,
                         whyRefused("218446744073709551616[\"x\"]"));
    CPPUNIT_ASSERT_EQUAL("an acknowledgement's id is too large"s,
                         whyRefused("3" + std::string(900, '9') + "[]"));
    CPPUNIT_ASSERT_EQUAL("an acknowledgement has no id"s, whyRefused("3[]"));
    for (const char* bad : {"01", "0/chat,1{}", "11", "41\"x\""}) {
      CPPUNIT_ASSERT_EQUAL_MESSAGE(bad, "only events are acknowledged"s, whyRefused(bad));
    }
  }

  void refusesConnectsThatCarrySomethingElse() {
    for (const char* bad : {"0[]", "0\"x\"", "0null", "0-", "4[]", "4null"}) {
      CPPUNIT_ASSERT_EQUAL_MESSAGE(bad, "a connect carries no JSON object"s, whyRefused(bad));
    }
    CPPUNIT_ASSERT_EQUAL("a disconnect carries something"s, whyRefused("1{}"));
  }

  void refusesAttachmentCountsThatAreNone() {
    for (const char* bad : {"5", "5[\"x\"]", "5-[\"x\"]", "5a-[\"x\"]", "51[\"x\"]", "51",
                            "5/chat,1-[\"x\"]", "61[]"}) {
      CPPUNIT_ASSERT_EQUAL_MESSAGE(bad, "a binary packet does not say how many attachments it has"s,
                                   whyRefused(bad));
    }
  }

  void refusesTooManyAttachments() {
    const auto announcing = [](const std::string& count) { return "5" + count + "-[\"x\"]"; };
    CPPUNIT_ASSERT(
        PacketReader(kMaxBytes).onText(announcing(std::to_string(PacketReader::kMaxAttachments))));
    for (const auto& count : {std::to_string(PacketReader::kMaxAttachments + 1), "4294967297"s,
                              "18446744073709551617"s, std::string(900, '9')}) {
      CPPUNIT_ASSERT_EQUAL("too many attachments"s, whyRefused(announcing(count)));
    }
  }

  void refusesPlaceholdersWithoutAttachment() {
    CPPUNIT_ASSERT_EQUAL("a placeholder has no attachment"s,
                         whyRefused(R"(50-["x",{"_placeholder":true,"num":0}])"));
    CPPUNIT_ASSERT_EQUAL("a placeholder has no attachment"s,
                         whyRefused(R"(61-1[{"_placeholder":true,"num":1}])"));
    CPPUNIT_ASSERT_EQUAL("a placeholder has no number"s,
                         whyRefused(R"(51-["x",{"_placeholder":true}])"));
  }

  void refusesATextInPlaceOfAnAttachment() {
    PacketReader reader(kMaxBytes);
    CPPUNIT_ASSERT(reader.onText(kOneAttachment));
    CPPUNIT_ASSERT_EQUAL("a text came in place of an attachment"s,
                         whyRefused(reader.onText("2[\"x\"]")));
  }

  void refusesAnAttachmentOfNothing() {
    PacketReader reader(kMaxBytes);
    CPPUNIT_ASSERT_EQUAL("an attachment belongs to no packet"s, whyRefused(reader.onBinary("x")));
    CPPUNIT_ASSERT(reader.onText(kOneAttachment));
    CPPUNIT_ASSERT(reader.onBinary("x"));
    CPPUNIT_ASSERT_EQUAL("an attachment belongs to no packet"s, whyRefused(reader.onBinary("x")));
  }

  void refusesWhatIsTooLarge() {
    const std::string head = kOneAttachment;
    PacketReader reader(head.size() + 10);
    CPPUNIT_ASSERT_EQUAL("a packet is too large"s, whyRefused(reader.onText(head + "           ")));
    CPPUNIT_ASSERT(reader.onText(head));
    CPPUNIT_ASSERT(reader.onBinary(std::string(10, 'x')));
    CPPUNIT_ASSERT(reader.onText(head));
    CPPUNIT_ASSERT_EQUAL("a packet is too large"s,
                         whyRefused(reader.onBinary(std::string(11, 'x'))));
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(PacketReaderTest);

}  // namespace
}  // namespace fanfare::dialects::socketio
