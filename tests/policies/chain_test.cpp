#include "policies/chain.h"

#include <cppunit/extensions/HelperMacros.h>

#include "policies/allow_all.h"
#include "policies/subscribe_only.h"
#include "support/scripted_policy.h"

namespace fanfare::policies {
namespace {

using namespace std::string_literals;
using testing::ScriptedPolicy;

const RequestedChannel kHear{Access::kSubscribe, Channel::parse("broadcast:chat").value()};
const RequestedChannel kSpeak{Access::kPublish, Channel::parse("broadcast:chat").value()};
const RequestedChannel kRoom{Access::kSubscribe, Channel::parse("room:lobby:chat").value()};

using Links = std::vector<std::unique_ptr<Policy>>;

Decision decided(Links links, const RequestedChannels& requested) {
  return decide(Chain(std::move(links)), Handshake{}, Identity{}, requested);
}

class ChainTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ChainTest);
  CPPUNIT_TEST(grantsWhatAllOfThemGrant);
  CPPUNIT_TEST(tellsForEachChannelWhoWithheldIt);
  CPPUNIT_TEST(tellsForEachChannelAllThatGrantedIt);
  CPPUNIT_TEST(neverGrantsMoreThanAnEarlierOneDid);
  CPPUNIT_TEST(refusesIfAnyOfThemRefuses);
  CPPUNIT_TEST(isNamedAfterItsLinks);
  CPPUNIT_TEST_SUITE_END();

 public:
  void grantsWhatAllOfThemGrant() {
    const Grant grant = std::get<Grant>(
        decided(links(granting({kHear, kSpeak}), subscribeOnly()), {kHear, kSpeak, kRoom}));

    CPPUNIT_ASSERT(grant.granted == RequestedChannels{kHear});
  }

  void tellsForEachChannelWhoWithheldIt() {
    const Grant grant = std::get<Grant>(
        decided(links(granting({kHear, kSpeak}), subscribeOnly()), {kHear, kSpeak, kRoom}));

    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, grant.withheld.size());
    CPPUNIT_ASSERT(grant.withheld[0].requested == kSpeak);
    CPPUNIT_ASSERT_EQUAL("policy.type = subscribe-only"s, grant.withheld[0].rule);
    CPPUNIT_ASSERT(grant.withheld[1].requested == kRoom);
    CPPUNIT_ASSERT_EQUAL("scripted"s, grant.withheld[1].rule);
  }

  void tellsForEachChannelAllThatGrantedIt() {
    Grant first{{kSpeak, kRoom}, {}, {}, {"rule 1", "rule 2"}};

    const Grant grant = std::get<Grant>(
        decided(links(std::make_unique<ScriptedPolicy>(first), subscribeOnly()), {kSpeak, kRoom}));

    CPPUNIT_ASSERT((grant.grantedBy == std::vector<std::string>{"rule 2; subscribe-only"}));
  }

  void neverGrantsMoreThanAnEarlierOneDid() {
    const Grant grant = std::get<Grant>(
        decided(links(granting({}), std::make_unique<AllowAll>()), {kHear, kSpeak}));

    CPPUNIT_ASSERT(grant.granted.empty());
    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, grant.withheld.size());
  }

  void refusesIfAnyOfThemRefuses() {
    const auto refusing = [] { return std::make_unique<ScriptedPolicy>(Refusal{403, "banned"}); };

    const Decision first = decided(links(refusing(), subscribeOnly()), {kHear});
    const Decision last = decided(links(subscribeOnly(), refusing()), {kHear});

    CPPUNIT_ASSERT_EQUAL("banned"s, std::get<Refusal>(first).reason);
    CPPUNIT_ASSERT_EQUAL("banned"s, std::get<Refusal>(last).reason);
  }

  void isNamedAfterItsLinks() {
    const Chain chain(links(std::make_unique<AllowAll>(), subscribeOnly()));

    CPPUNIT_ASSERT_EQUAL("allow-all, subscribe-only"s, std::string(chain.name()));
  }

 private:
  static Links links(std::unique_ptr<Policy> first, std::unique_ptr<Policy> second) {
    Links both;
    both.push_back(std::move(first));
    both.push_back(std::move(second));
    return both;
  }

  static std::unique_ptr<Policy> granting(RequestedChannels granted) {
    return std::make_unique<ScriptedPolicy>(Grant{std::move(granted), {}});
  }

  static std::unique_ptr<Policy> subscribeOnly() { return std::make_unique<SubscribeOnly>(); }
};

CPPUNIT_TEST_SUITE_REGISTRATION(ChainTest);

}  // namespace
}  // namespace fanfare::policies
