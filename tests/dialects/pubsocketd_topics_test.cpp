#include "dialects/pubsocketd_topics.h"

#include <cppunit/extensions/HelperMacros.h>

namespace fanfare::dialects {
namespace {

using namespace std::literals;

class PubsocketdTopicsTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(PubsocketdTopicsTest);
  CPPUNIT_TEST(makesARoomOfEachChannel);
  CPPUNIT_TEST_SUITE_END();

 public:
  void makesARoomOfEachChannel() {
    PubsocketdTopics topics({"news", "a:b"}, "f");

    CPPUNIT_ASSERT((topics.topics() == std::vector<std::string>{"news", "a:b"}));
    const auto events = topics.read("a:b", "no JSON").value();
    const auto& local = std::get<core::LocalMessage>(events.at(0));
    CPPUNIT_ASSERT_EQUAL("room:a:b:f"sv, local.channel.key());
    CPPUNIT_ASSERT_EQUAL("no JSON"s, local.message->payload);
    CPPUNIT_ASSERT(!local.message->addressees);
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(PubsocketdTopicsTest);

}  // namespace
}  // namespace fanfare::dialects
