#include "policies/rule_file.h"

#include <cppunit/extensions/HelperMacros.h>

#include "support/temporary_directory.h"

namespace fanfare::policies {
namespace {

using namespace std::string_literals;

// What is said about a file of that text.
std::string errorOf(const std::string& text) {
  const auto file = parseRules(text, "site.rules");
  return file ? "no error" : file.error().message;
}

Rule ruleIn(const std::string& line) {
  const auto file = parseRules(line, "site.rules");
  CPPUNIT_ASSERT_MESSAGE(file ? "" : file.error().message, file.has_value());
  CPPUNIT_ASSERT_EQUAL(std::size_t{1}, file->rules.size());
  return file->rules.front();
}

class RuleFileTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(RuleFileTest);
  CPPUNIT_TEST(readsEachPartOfARule);
  CPPUNIT_TEST(readsEveryFormOfAccess);
  CPPUNIT_TEST(readsListsOfAudiences);
  CPPUNIT_TEST(readsEveryFormOfWho);
  CPPUNIT_TEST(keepsTheOrderAndTellsTheLines);
  CPPUNIT_TEST(passesOverCommentsAndEmptyLines);
  CPPUNIT_TEST(takesWhatIsQuotedAsOneWord);
  CPPUNIT_TEST(readsFilesOfOtherEditors);
  CPPUNIT_TEST(namesLineColumnAndWhatWasExpected);
  CPPUNIT_TEST(countsColumnsInCharacters);
  CPPUNIT_TEST(shortensALongWordThatIsWrong);
  CPPUNIT_TEST(refusesAFileWithoutARule);
  CPPUNIT_TEST(boundsTheNumberOfRules);
  CPPUNIT_TEST(readsAFileAndTellsItsNameWithoutTheDirectory);
  CPPUNIT_TEST(refusesFilesThatCannotBeRead);
  CPPUNIT_TEST(boundsTheSizeOfAFile);
  CPPUNIT_TEST_SUITE_END();

 public:
  void readsEachPartOfARule() {
    const Rule rule = ruleIn("allow  subscribe\tbroadcast news/* group staff  # why");

    CPPUNIT_ASSERT(rule.verdict == Verdict::kAllow);
    CPPUNIT_ASSERT(rule.access == Access::kSubscribe);
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, rule.audiences.size());
    CPPUNIT_ASSERT(rule.audiences[0].kind == AudienceKind::kBroadcast);
    CPPUNIT_ASSERT_EQUAL("news/*"s, rule.facility);
    CPPUNIT_ASSERT(rule.who.kind == WhoKind::kGroup);
    CPPUNIT_ASSERT_EQUAL("staff"s, rule.who.name);
    CPPUNIT_ASSERT_EQUAL("site.rules:1: allow  subscribe\tbroadcast news/* group staff"s,
                         rule.shown);
  }

  void readsEveryFormOfAccess() {
    CPPUNIT_ASSERT(ruleIn("deny publish any * anyone").access == Access::kPublish);
    for (const char* both : {"any", "*", "subscribe,publish", "publish,subscribe"}) {
      CPPUNIT_ASSERT(!ruleIn("deny "s + both + " any * anyone").access);
    }
  }

  void readsListsOfAudiences() {
    const Rule rule = ruleIn("allow any user,group:staff,room:open-* * anyone");

    CPPUNIT_ASSERT_EQUAL(std::size_t{3}, rule.audiences.size());
    CPPUNIT_ASSERT(!rule.audiences[0].name);
    CPPUNIT_ASSERT_EQUAL("staff"s, *rule.audiences[1].name);
    CPPUNIT_ASSERT(rule.audiences[2].kind == AudienceKind::kRoom);
    CPPUNIT_ASSERT_EQUAL("open-*"s, *rule.audiences[2].name);
    CPPUNIT_ASSERT(ruleIn("allow any any * anyone").audiences.empty());
    CPPUNIT_ASSERT(ruleIn("allow any * * anyone").audiences.empty());
  }

  void readsEveryFormOfWho() {
    CPPUNIT_ASSERT(ruleIn("deny any any * anyone").who.kind == WhoKind::kAnyone);
    CPPUNIT_ASSERT(ruleIn("deny any any * anonymous").who.kind == WhoKind::kAnonymous);
    CPPUNIT_ASSERT(ruleIn("deny any any * authenticated").who.kind == WhoKind::kAuthenticated);
    CPPUNIT_ASSERT(ruleIn("deny any any * user ann").who.kind == WhoKind::kUser);
    const Who gold = ruleIn("deny any any * attribute plan=gold=24").who;
    CPPUNIT_ASSERT_EQUAL("plan"s, gold.name);
    CPPUNIT_ASSERT_EQUAL("gold=24"s, gold.value);
  }

  void keepsTheOrderAndTellsTheLines() {
    const auto file =
        parseRules("deny any any a anyone\n\n# b\nallow any any b anyone", "site.rules");

    CPPUNIT_ASSERT_EQUAL("site.rules:1: deny any any a anyone"s, file->rules.at(0).shown);
    CPPUNIT_ASSERT_EQUAL("site.rules:4: allow any any b anyone"s, file->rules.at(1).shown);
  }

  void passesOverCommentsAndEmptyLines() {
    CPPUNIT_ASSERT_EQUAL("a#b"s, ruleIn("\n  \t\n#x\n  # y\ndeny any any a#b anyone #").facility);
  }

  void takesWhatIsQuotedAsOneWord() {
    CPPUNIT_ASSERT_EQUAL("Ann \"A\" \\ Lee"s,
                         ruleIn(R"(deny any any * user "Ann \"A\" \\ Lee")").who.name);
    CPPUNIT_ASSERT_EQUAL("very good"s,
                         ruleIn(R"(deny any any * attribute plan="very good")").who.value);
    CPPUNIT_ASSERT_EQUAL("blue room"s,
                         *ruleIn(R"(deny any room:"blue room" * anyone)").audiences[0].name);
    CPPUNIT_ASSERT_EQUAL("#1"s, ruleIn(R"(deny any any "#1" anyone)").facility);
    CPPUNIT_ASSERT_EQUAL(""s, ruleIn(R"(deny any any "" anyone)").facility);
  }

  void readsFilesOfOtherEditors() {
    const auto file = parseRules(
        "\xEF\xBB\xBF"
        "deny any any a anyone\r\n\r\n",
        "site.rules");

    CPPUNIT_ASSERT_EQUAL("site.rules:1: deny any any a anyone"s, file->rules.at(0).shown);
  }

  void namesLineColumnAndWhatWasExpected() {
    const std::string audiences =
        "expected any, broadcast, user, group, session, room or connection, found ";
    const std::string who =
        "expected anyone, anonymous, authenticated, user NAME, group NAME or attribute NAME=VALUE, "
        "found ";
    const std::string end = "the end of the rule";
    const std::string cases[][2] = {
        {"alow any any * anyone", "1: expected allow or deny, found 'alow'"},
        {"allow", "6: expected subscribe, publish or any, found " + end},
        {"allow hear any * anyone", "7: expected subscribe, publish or any, found 'hear'"},
        {"allow subscribe, any * anyone",
         "7: expected subscribe, publish or any, found 'subscribe,'"},
        {"allow any", "10: " + audiences + end},
        {"allow any users * anyone", "11: " + audiences + "'users'"},
        {"allow any user,,room * anyone", "11: " + audiences + "'user,,room'"},
        {"allow any user, * anyone", "11: " + audiences + "'user,'"},
        {"allow any room: * anyone", "11: expected a pattern behind the colon, found 'room:'"},
        {"allow any session:x * anyone", "11: expected no name behind session, found 'session:x'"},
        {"allow any any",
         "14: expected a pattern for the facility, of at most 255 bytes, found " + end},
        {"allow any any *", "16: " + who + end},
        {"allow any any * everyone", "17: " + who + "'everyone'"},
        {"allow any any * user", "21: expected a name, found " + end},
        {"allow any any * group \"\"", "23: expected a name, found '\"\"'"},
        {"allow any any * attribute plan", "27: expected NAME=VALUE, found 'plan'"},
        {"allow any any * attribute =gold", "27: expected NAME=VALUE, found '=gold'"},
        {"allow any any * anyone at all", "24: expected the end of the rule, found 'at'"},
        {"allow any any \"* anyone", "15: the quote is not closed"},
        {"allow any any \"\\n\" anyone",
         "16: expected \\\" or \\\\ in quotes, found another backslash"},
        {"allow any any \xFF anyone", "1: the line is not UTF-8"},
        {"allow any any \x01 anyone", "15: there is a control character"},
    };
    for (const auto& [line, message] : cases) {
      CPPUNIT_ASSERT_EQUAL("site.rules:2:" + message, errorOf("# first\n" + line + "\n"));
    }
  }

  void countsColumnsInCharacters() {
    CPPUNIT_ASSERT_EQUAL("site.rules:1:21: expected the end of the rule, found '\xC3\xA9'"s,
                         errorOf("deny * * \xC3\xA9 anyone   \xC3\xA9"));
  }

  void shortensALongWordThatIsWrong() {
    const std::string word(39, 'x');

    CPPUNIT_ASSERT_EQUAL("site.rules:1:1: expected allow or deny, found '" + word + "...'",
                         errorOf(word + "\xC3\xA9\xC3\xA9"));
  }

  void refusesAFileWithoutARule() {
    for (const char* text : {"", "\n\n", "# deny any any * anyone"}) {
      CPPUNIT_ASSERT_EQUAL(
          "site.rules: there is no rule in it; to deny everything say: deny any any * anyone"s,
          errorOf(text));
    }
  }

  void boundsTheNumberOfRules() {
    std::string text;
    for (std::size_t i = 0; i < kMaxRules; ++i) text += "deny any any * anyone\n";
    CPPUNIT_ASSERT_EQUAL("no error"s, errorOf(text));

    CPPUNIT_ASSERT_EQUAL("site.rules:2001: there are more than 2000 rules"s,
                         errorOf(text + "deny any any * anyone"));
  }

  void readsAFileAndTellsItsNameWithoutTheDirectory() {
    const auto path = directory_.write("live.rules", "deny any any * anyone");

    const auto file = readRuleFile(path);

    CPPUNIT_ASSERT_EQUAL("live.rules"s, file->name);
    CPPUNIT_ASSERT_EQUAL("live.rules:1: deny any any * anyone"s, file->rules.at(0).shown);
  }

  void refusesFilesThatCannotBeRead() {
    const auto missing = readRuleFile(directory_.path("missing.rules"));
    const auto directory = readRuleFile(directory_.path(""));

    CPPUNIT_ASSERT_EQUAL(directory_.path("missing.rules") + ": No such file or directory",
                         missing.error().message);
    CPPUNIT_ASSERT_EQUAL(directory_.path("") + ": is no regular file", directory.error().message);
  }

  void boundsTheSizeOfAFile() {
    std::string text = "deny any any * anyone\n#";
    text.resize(kMaxRuleFileBytes, 'x');
    CPPUNIT_ASSERT(readRuleFile(directory_.write("full.rules", text)).has_value());

    const auto path = directory_.write("large.rules", text + "x");

    CPPUNIT_ASSERT_EQUAL(path + ": is larger than 256 KiB", readRuleFile(path).error().message);
  }

 private:
  test::TemporaryDirectory directory_;
};

CPPUNIT_TEST_SUITE_REGISTRATION(RuleFileTest);

}  // namespace
}  // namespace fanfare::policies
