#include "policies/rules.h"

#include <cppunit/extensions/HelperMacros.h>

#include "support/temporary_directory.h"

namespace fanfare::policies {
namespace {

using namespace std::string_literals;

const RequestedChannel kHear{Access::kSubscribe, Channel::parse("broadcast:chat").value()};
const RequestedChannel kSpeak{Access::kPublish, Channel::parse("broadcast:chat").value()};
const RequestedChannel kRoom{Access::kSubscribe, Channel::parse("room:lobby:chat").value()};

class RulesTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(RulesTest);
  CPPUNIT_TEST(letsTheFirstRuleThatAppliesDecide);
  CPPUNIT_TEST(deniesWhatNoRuleAllows);
  CPPUNIT_TEST(tellsTheRuleThatDecided);
  CPPUNIT_TEST(takesTheRulesInForceAtEachQuestion);
  CPPUNIT_TEST_SUITE_END();

 public:
  void letsTheFirstRuleThatAppliesDecide() {
    Identity guest;
    guest.user = "ann";
    guest.groups = {"guests"};

    const auto rules = "deny publish any * group guests\nallow any any chat authenticated\n";

    CPPUNIT_ASSERT((grantOf(rules, guest, {kHear, kSpeak}).granted == RequestedChannels{kHear}));
    guest.groups.clear();
    CPPUNIT_ASSERT(
        (grantOf(rules, guest, {kHear, kSpeak}).granted == RequestedChannels{kHear, kSpeak}));
  }

  void deniesWhatNoRuleAllows() {
    const Grant grant = grantOf("allow any broadcast chat anyone", {}, {kRoom, kHear});

    CPPUNIT_ASSERT((grant.granted == RequestedChannels{kHear}));
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, grant.withheld.size());
    CPPUNIT_ASSERT_EQUAL("site.rules: no rule allows it"s, grant.withheld[0].rule);
  }

  void tellsTheRuleThatDecided() {
    const Grant grant = grantOf(
        "# who hears\nallow subscribe broadcast * anyone\ndeny publish * * anyone # nobody\n", {},
        {kHear, kSpeak});

    CPPUNIT_ASSERT_EQUAL("site.rules:2: allow subscribe broadcast * anyone"s,
                         grant.grantedBy.at(0));
    CPPUNIT_ASSERT_EQUAL("site.rules:3: deny publish * * anyone"s, grant.withheld.at(0).rule);
  }

  void takesTheRulesInForceAtEachQuestion() {
    const auto path = directory_.write("site.rules", "deny any any * anyone");
    const auto book = RuleBook::open(path).value();
    const Rules rules(book);
    CPPUNIT_ASSERT(granted(rules, {}, {kHear}).granted.empty());

    directory_.write("site.rules", "allow any any * anyone");
    CPPUNIT_ASSERT(book->reload().has_value());

    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, granted(rules, {}, {kHear}).granted.size());
  }

 private:
  static Grant granted(const Rules& rules, const Identity& identity,
                       const RequestedChannels& requested) {
    return std::get<Grant>(decide(rules, Handshake{}, identity, requested));
  }

  Grant grantOf(const std::string& text, const Identity& identity,
                const RequestedChannels& requested) {
    const auto path = directory_.write("site.rules", text);
    return granted(Rules(RuleBook::open(path).value()), identity, requested);
  }

  test::TemporaryDirectory directory_;
};

CPPUNIT_TEST_SUITE_REGISTRATION(RulesTest);

}  // namespace
}  // namespace fanfare::policies
