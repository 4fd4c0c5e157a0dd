#include "policies/rule.h"

#include <cppunit/extensions/HelperMacros.h>

#include "policies/rule_file.h"

namespace fanfare::policies {
namespace {

struct Case {
  std::string rule;  // behind "allow "
  std::string access;
  std::string key;
  bool applies;
};

Identity ann() {
  Identity identity;
  identity.user = "ann";
  identity.groups = {"staff", "eds"};
  identity.sessionKey = "s3cret";
  identity.attributes = {{"plan", "gold"}};
  return identity;
}

Identity sessionOnly() {
  Identity identity;
  identity.sessionKey = "s3cret";
  return identity;
}

bool applies(const std::string& rule, const std::string& access, const std::string& key,
             const Identity& identity) {
  const auto file = parseRules("allow " + rule, "site.rules");
  const auto verb = access == "publish" ? Access::kPublish : Access::kSubscribe;
  return file->rules.at(0).appliesTo({verb, Channel::parse(key).value()}, identity);
}

class RuleTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(RuleTest);
  CPPUNIT_TEST(appliesByAccessAudienceAndFacility);
  CPPUNIT_TEST(appliesByWhoAsks);
  CPPUNIT_TEST(takesASessionAloneForAnonymous);
  CPPUNIT_TEST_SUITE_END();

 public:
  void appliesByAccessAudienceAndFacility() {
    const Case cases[] = {
        {"subscribe broadcast news anyone", "subscribe", "broadcast:news", true},
        {"subscribe broadcast news anyone", "publish", "broadcast:news", false},
        {"publish broadcast news anyone", "publish", "broadcast:news", true},
        {"any broadcast news anyone", "publish", "broadcast:news", true},
        {"any broadcast news anyone", "subscribe", "room:a:news", false},
        {"any broadcast news anyone", "subscribe", "broadcast:newsroom", false},
        {"any broadcast news/* anyone", "subscribe", "broadcast:news/sport", true},
        {"any broadcast news/* anyone", "subscribe", "broadcast:news", false},
        {"any broadcast n?ws anyone", "subscribe", "broadcast:news", true},
        {"any any * anyone", "subscribe", "session:s3cret:news", true},
        {"any any * anyone", "subscribe", "broadcast:", true},
        {"any any \"\" anyone", "subscribe", "broadcast:", true},
        {"any any \"\" anyone", "subscribe", "broadcast:x", false},
        {"any user,group * anyone", "subscribe", "group:eds:news", true},
        {"any user,group * anyone", "subscribe", "session:s3cret:news", false},
        {"any room:open-* * anyone", "subscribe", "room:open-1:news", true},
        {"any room:open-* * anyone", "subscribe", "room:closed:news", false},
        {"any room:open-* * anyone", "subscribe", "group:open-1:news", false},
        {"any room:a,room:b * anyone", "subscribe", "room:b:news", true},
    };
    for (const auto& [rule, access, key, expected] : cases) {
      CPPUNIT_ASSERT_EQUAL_MESSAGE(rule + " | " + access + " " + key, expected,
                                   applies(rule, access, key, ann()));
    }
  }

  void appliesByWhoAsks() {
    const std::pair<std::string, std::pair<bool, bool>> cases[] = {
        // who, and whether that is Ann, and nobody
        {"anyone", {true, true}},
        {"anonymous", {false, true}},
        {"authenticated", {true, false}},
        {"user ann", {true, false}},
        {"user Ann", {false, false}},
        {"user bob", {false, false}},
        {"user *", {false, false}},
        {"group eds", {true, false}},
        {"group ed", {false, false}},
        {"attribute plan=gold", {true, false}},
        {"attribute plan=silver", {false, false}},
        {"attribute plan=", {false, false}},
        {"attribute other=gold", {false, false}},
    };
    for (const auto& [who, expected] : cases) {
      const std::string rule = "any any * " + who;
      CPPUNIT_ASSERT_EQUAL_MESSAGE(who, expected.first,
                                   applies(rule, "subscribe", "broadcast:news", ann()));
      CPPUNIT_ASSERT_EQUAL_MESSAGE(who, expected.second,
                                   applies(rule, "subscribe", "broadcast:news", Identity{}));
    }
  }

  void takesASessionAloneForAnonymous() {
    CPPUNIT_ASSERT(applies("any any * anonymous", "subscribe", "broadcast:a", sessionOnly()));
    CPPUNIT_ASSERT(!applies("any any * authenticated", "subscribe", "broadcast:a", sessionOnly()));
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(RuleTest);

}  // namespace
}  // namespace fanfare::policies
