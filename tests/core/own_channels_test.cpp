#include <cppunit/extensions/HelperMacros.h>

#include "core/channel_request.h"

namespace fanfare::core {
namespace {

RequestedChannel hear(std::string_view key) {
  return {Access::kSubscribe, Channel::parse(key).value()};
}

Identity alice() {
  Identity identity;
  identity.user = "alice";
  identity.groups = {"staff"};
  identity.sessionKey = "s3cr3t";
  return identity;
}

// What of `keys` alice may ask for, come for the facility "shop".
std::vector<std::string> own(const std::vector<std::string>& keys, const Identity& who = alice()) {
  RequestedChannels requested;
  for (const auto& key : keys) requested.push_back(hear(key));
  std::vector<std::string> found;
  for (const auto& one : ownChannels(requested, "shop", who).requested) {
    found.push_back(std::string(one.channel.key()));
  }
  return found;
}

class OwnChannelsTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(OwnChannelsTest);
  CPPUNIT_TEST(areBroadcastsRoomsAndWhatTheIdentityStandsFor);
  CPPUNIT_TEST(areNotThoseOfOthers);
  CPPUNIT_TEST(areNotThoseOfAnotherFacility);
  CPPUNIT_TEST(areNoNamedOnesOfAnAnonymousVisitor);
  CPPUNIT_TEST(areWithheldUnderARule);
  CPPUNIT_TEST_SUITE_END();

 public:
  void areBroadcastsRoomsAndWhatTheIdentityStandsFor() {
    const std::vector<std::string> keys = {"broadcast:shop", "room:blue:shop", "user:alice:shop",
                                           "group:staff:shop", "session:s3cr3t:shop"};

    CPPUNIT_ASSERT(own(keys) == keys);
  }

  void areNotThoseOfOthers() {
    CPPUNIT_ASSERT(own({"user:bob:shop", "group:admins:shop", "session:other:shop",
                        "connection:1:shop", "user:alice2:shop"})
                       .empty());
  }

  void areNotThoseOfAnotherFacility() {
    CPPUNIT_ASSERT(
        own({"broadcast:till", "room:blue:till", "user:alice:till", "group:staff:till"}).empty());
  }

  void areNoNamedOnesOfAnAnonymousVisitor() {
    CPPUNIT_ASSERT(own({"user:alice:shop", "group:staff:shop", "session:s3cr3t:shop"}, {}).empty());
  }

  void areWithheldUnderARule() {
    const auto withheld = ownChannels({hear("user:bob:shop")}, "shop", alice()).withheld;

    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, withheld.size());
    CPPUNIT_ASSERT_EQUAL(std::string_view("user:bob:shop"), withheld[0].requested.channel.key());
    CPPUNIT_ASSERT(!withheld[0].rule.empty());
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(OwnChannelsTest);

}  // namespace
}  // namespace fanfare::core
