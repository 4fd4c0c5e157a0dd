#include "dialects/raw.h"

#include <cppunit/extensions/HelperMacros.h>

namespace fanfare::dialects {
namespace {

class RawTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(RawTest);
  CPPUNIT_TEST(encodesAMessageAsItsVeryBytes);
  CPPUNIT_TEST(publishesWhatAClientSendsOnAllItsChannels);
  CPPUNIT_TEST(asksForNothingWithAnEmptyPayload);
  CPPUNIT_TEST(hasNoWordsOfItsOwn);
  CPPUNIT_TEST_SUITE_END();

 public:
  void encodesAMessageAsItsVeryBytes() {
    const auto channel = Channel::parse("broadcast:chat").value();
    const auto message = makeMessage(std::string("a\0\xff", 3));
    std::string scratch;

    const auto encoded = raw_.encode(channel, *message, scratch);

    CPPUNIT_ASSERT(encoded.data() == message->payload.data());
    CPPUNIT_ASSERT_EQUAL(message->payload.size(), encoded.size());
    CPPUNIT_ASSERT(!raw_.speaksText());
  }

  void publishesWhatAClientSendsOnAllItsChannels() {
    const auto text = std::get<PublishRequest>(raw_.decode("hi", PayloadKind::kText, ""));
    const auto binary = std::get<PublishRequest>(raw_.decode("\xff", PayloadKind::kBinary, ""));
    const auto textual = std::get<PublishRequest>(raw_.decode("hi", PayloadKind::kBinary, ""));

    CPPUNIT_ASSERT(!text.channel);
    CPPUNIT_ASSERT_EQUAL(std::string("hi"), text.message->payload);
    CPPUNIT_ASSERT(text.message->kind == PayloadKind::kText);
    CPPUNIT_ASSERT(binary.message->kind == PayloadKind::kBinary);
    CPPUNIT_ASSERT(textual.message->kind == PayloadKind::kText);
  }

  void asksForNothingWithAnEmptyPayload() {
    const auto request = raw_.decode("", PayloadKind::kText, "");

    CPPUNIT_ASSERT(std::holds_alternative<NoRequest>(request));
  }

  void hasNoWordsOfItsOwn() {
    CPPUNIT_ASSERT(raw_.welcome({1, "alice", {}}).empty());
    CPPUNIT_ASSERT(raw_.granted({}).empty());
    CPPUNIT_ASSERT(raw_.error("bad", "wrong").empty());
  }

 private:
  const Raw raw_{};
};

CPPUNIT_TEST_SUITE_REGISTRATION(RawTest);

}  // namespace
}  // namespace fanfare::dialects
