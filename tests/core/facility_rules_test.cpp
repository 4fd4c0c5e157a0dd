#include "core/facility_rules.h"

#include <string>
#include <vector>

#include <cppunit/extensions/HelperMacros.h>

namespace fanfare::core {
namespace {

FacilityRule ruleOf(std::string pattern, Deflating deflating) {
  FacilityRule rule;
  rule.pattern = std::move(pattern);
  rule.publicDeflate = deflating;
  return rule;
}

class FacilityRulesTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(FacilityRulesTest);
  CPPUNIT_TEST(allowsNothingThatNoPatternAllows);
  CPPUNIT_TEST(hasDefaultsWhereNothingIsDeclared);
  CPPUNIT_TEST(takesEachSettingFromTheMostSpecificThatDeclaresIt);
  CPPUNIT_TEST(ranksPatternsByTheTextBeforeTheirFirstWildcard);
  CPPUNIT_TEST(ranksEqualsByTheirOrder);
  CPPUNIT_TEST(deflatesPublicAndPrivateChannelsApart);
  CPPUNIT_TEST(knowsWhetherThereMayBeColons);
  CPPUNIT_TEST(namesThePatternThatIsWrong);
  CPPUNIT_TEST(matchesTextByPattern);
  CPPUNIT_TEST(matchesInBoundedTime);
  CPPUNIT_TEST_SUITE_END();

 public:
  void allowsNothingThatNoPatternAllows() {
    const auto rules = FacilityRules::of({"chat", "news/*"}, {}).value();

    CPPUNIT_ASSERT(rules.settingsFor("chat").isAllowed);
    CPPUNIT_ASSERT(rules.settingsFor("news/today").isAllowed);
    CPPUNIT_ASSERT(!rules.settingsFor("chatter").isAllowed);
    CPPUNIT_ASSERT(!FacilityRules::of({}, {}).value().settingsFor("chat").isAllowed);
  }

  void hasDefaultsWhereNothingIsDeclared() {
    const auto settings = FacilityRules::of({"*"}, {}).value().settingsFor("");

    CPPUNIT_ASSERT(settings.isAllowed);
    CPPUNIT_ASSERT(settings.colons == Colons::kInName);
    CPPUNIT_ASSERT(settings.publicDeflate == Deflating::kOff);
    CPPUNIT_ASSERT(settings.privateDeflate == Deflating::kOff);
  }

  void takesEachSettingFromTheMostSpecificThatDeclaresIt() {
    FacilityRule all = ruleOf("*", Deflating::kOff);
    all.privateDeflate = Deflating::kOn;
    all.colons = Colons::kInFacility;
    FacilityRule chat = ruleOf("chat", Deflating::kOn);
    chat.colons = Colons::kInName;
    const auto rules = FacilityRules::of({"*"}, {all, chat}).value();

    const auto settings = rules.settingsFor("chat");

    CPPUNIT_ASSERT(settings.publicDeflate == Deflating::kOn);
    CPPUNIT_ASSERT(settings.privateDeflate == Deflating::kOn);
    CPPUNIT_ASSERT(settings.colons == Colons::kInName);
    CPPUNIT_ASSERT(rules.settingsFor("news").colons == Colons::kInFacility);
  }

  void ranksPatternsByTheTextBeforeTheirFirstWildcard() {
    struct Case {
      const char* specific;
      const char* general;
      const char* facility;
    };
    for (const auto& [specific, general, facility] :
         {Case{"abcdef", "*abcdef", "abcdef"}, Case{"abcdef", "ab*f", "abcdef"},
          Case{"ab*f", "ab*", "abf"}, Case{"ab*", "a*", "abc"}, Case{"a*", "*abcdef", "abcdef"}}) {
      const auto rules = FacilityRules::of({"*"}, {ruleOf(general, Deflating::kOff),
                                                   ruleOf(specific, Deflating::kOn)})
                             .value();

      CPPUNIT_ASSERT_MESSAGE(specific, rules.settingsFor(facility).publicDeflate == Deflating::kOn);
    }
  }

  void ranksEqualsByTheirOrder() {
    const auto rules =
        FacilityRules::of({"*"}, {ruleOf("a?", Deflating::kOn), ruleOf("a*", Deflating::kOff)})
            .value();

    CPPUNIT_ASSERT(rules.settingsFor("ab").publicDeflate == Deflating::kOn);
  }

  void deflatesPublicAndPrivateChannelsApart() {
    FacilityRule rule;
    rule.pattern = "chat";
    rule.publicDeflate = Deflating::kOn;
    const auto settings = FacilityRules::of({"*"}, {rule}).value().settingsFor("chat");

    CPPUNIT_ASSERT(settings.deflateFor(AudienceKind::kBroadcast) == Deflating::kOn);
    CPPUNIT_ASSERT(settings.deflateFor(AudienceKind::kRoom) == Deflating::kOn);
    CPPUNIT_ASSERT(settings.deflateFor(AudienceKind::kUser) == Deflating::kOff);
    CPPUNIT_ASSERT(settings.deflateFor(AudienceKind::kSession) == Deflating::kOff);
  }

  void knowsWhetherThereMayBeColons() {
    FacilityRule plain = ruleOf("*", Deflating::kOn);
    plain.colons = Colons::kInName;
    FacilityRule some = ruleOf("a*", Deflating::kOn);
    some.colons = Colons::kInFacility;

    CPPUNIT_ASSERT(!FacilityRules::of({"*"}, {}).value().mayHaveColons());
    CPPUNIT_ASSERT(!FacilityRules::of({"*"}, {plain}).value().mayHaveColons());
    CPPUNIT_ASSERT(FacilityRules::of({"*"}, {plain, some}).value().mayHaveColons());
  }

  void namesThePatternThatIsWrong() {
    const auto doubled = FacilityRules::of({"a*", "a*"}, {});
    const auto empty = FacilityRules::of({"*"}, {ruleOf("", Deflating::kOn)});

    CPPUNIT_ASSERT_EQUAL(std::string("facility.allow: pattern 'a*': it stands there twice"),
                         doubled.error().message);
    CPPUNIT_ASSERT_EQUAL(std::string("facility.<pattern>: pattern '': it is empty"),
                         empty.error().message);
    CPPUNIT_ASSERT(!FacilityRules::of({"a\n"}, {}));
    CPPUNIT_ASSERT(!FacilityRules::of({"\xff"}, {}));
    CPPUNIT_ASSERT(!FacilityRules::of({std::string(1000, 'x')}, {}));
  }

  void matchesTextByPattern() {
    struct Case {
      const char* pattern;
      const char* text;
      bool matches;
    };
    for (const auto& [pattern, text, matches] :
         {Case{"*", "", true}, Case{"", "", true}, Case{"", "a", false}, Case{"a", "a", true},
          Case{"a", "", false}, Case{"a*", "a", true}, Case{"*a", "ba", true},
          Case{"*a", "ab", false}, Case{"a*b*c", "aXbYbZc", true}, Case{"a*b*c", "aXcYb", false},
          Case{"**", "x/y", true}, Case{"?", "", false}, Case{"?", "ж", true},
          Case{"??", "ж", false}, Case{"a?c", "aжc", true}, Case{"*?", "жы", true},
          Case{"[a]", "a", false}, Case{"a", "A", false}}) {
      CPPUNIT_ASSERT_EQUAL_MESSAGE(std::string(pattern) + " on " + text, matches,
                                   matchesPattern(pattern, text));
    }
  }

  // Trying every way would exceed the suite's time limit.
  void matchesInBoundedTime() {
    std::string pattern;
    for (int i = 0; i < 100; ++i) pattern += "*a";

    CPPUNIT_ASSERT(!matchesPattern(pattern + "b", std::string(255, 'a')));
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(FacilityRulesTest);

}  // namespace
}  // namespace fanfare::core
