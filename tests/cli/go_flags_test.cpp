#include "cli/go_flags.h"

#include <cppunit/extensions/HelperMacros.h>

namespace fanfare::cli {
namespace {

using namespace std::string_literals;

CommandText textOfACommand() {
  return {"relay",
          "",
          "Relays.",
          "",
          {{"port", "PORT", "The port."}, {"insecure", "", "Whoever comes."}},
          {},
          0,
          0};
}

class GoFlagsTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(GoFlagsTest);
  CPPUNIT_TEST(readsOneDashAndTwoAnEqualsSignAndABlank);
  CPPUNIT_TEST(readsSwitchesInEachWordOfGos);
  CPPUNIT_TEST(takesAnArgumentWhateverItLooksLike);
  CPPUNIT_TEST(countsWhatWasGivenLast);
  CPPUNIT_TEST(endsAtTheFirstThatIsNoFlag);
  CPPUNIT_TEST(helpsWhateverElseIsThere);
  CPPUNIT_TEST(refusesWhatGoRefusesInItsWords);
  CPPUNIT_TEST_SUITE_END();

 public:
  void readsOneDashAndTwoAnEqualsSignAndABlank() {
    for (const auto& arguments : std::vector<std::vector<std::string>>{
             {"-port", "81"}, {"--port", "81"}, {"-port=81"}, {"--port=81"}}) {
      CPPUNIT_ASSERT_EQUAL("81"s, parse(arguments)->value("port").value());
    }
    CPPUNIT_ASSERT(!parse({})->has("port"));
  }

  void readsSwitchesInEachWordOfGos() {
    CPPUNIT_ASSERT_EQUAL("true"s, parse({"-insecure"})->value("insecure").value());
    for (const char* word : {"1", "t", "T", "true", "TRUE", "True"}) {
      CPPUNIT_ASSERT_EQUAL("true"s, parse({"-insecure="s + word})->value("insecure").value());
    }
    for (const char* word : {"0", "f", "F", "false", "FALSE", "False"}) {
      CPPUNIT_ASSERT_EQUAL("false"s, parse({"--insecure="s + word})->value("insecure").value());
    }
  }

  void takesAnArgumentWhateverItLooksLike() {
    CPPUNIT_ASSERT_EQUAL("-x"s, parse({"-port", "-x"})->value("port").value());
    CPPUNIT_ASSERT_EQUAL(""s, parse({"-port="})->value("port").value());
    CPPUNIT_ASSERT_EQUAL("a=b"s, parse({"-port=a=b"})->value("port").value());
  }

  void countsWhatWasGivenLast() {
    const auto arguments = parse({"-port", "1", "-insecure", "-port=2", "-insecure=false"});

    CPPUNIT_ASSERT((std::vector<std::string>{"2"}) == arguments->values("port"));
    CPPUNIT_ASSERT_EQUAL("false"s, arguments->value("insecure").value());
  }

  void endsAtTheFirstThatIsNoFlag() {
    const auto operandsOf = [](const std::vector<std::string>& arguments) {
      return parse(arguments)->operands;
    };

    CPPUNIT_ASSERT((std::vector<std::string>{"true", "-port", "1"}) ==
                   operandsOf({"-insecure", "true", "-port", "1"}));
    CPPUNIT_ASSERT((std::vector<std::string>{"-port"}) == operandsOf({"--", "-port"}));
    CPPUNIT_ASSERT((std::vector<std::string>{"-", "x"}) == operandsOf({"-", "x"}));
    CPPUNIT_ASSERT((std::vector<std::string>{"", "x"}) == operandsOf({"", "x"}));
  }

  void helpsWhateverElseIsThere() {
    for (const char* help : {"-h", "--h", "-help", "--help", "-help=x"}) {
      CPPUNIT_ASSERT_MESSAGE(help, parse({"-port", "x", help, "-unknown"})->has("help"));
    }
  }

  void refusesWhatGoRefusesInItsWords() {
    CPPUNIT_ASSERT_EQUAL("flag provided but not defined: -prt"s, complaint({"-prt=1"}));
    CPPUNIT_ASSERT_EQUAL("flag needs an argument: -port"s, complaint({"--port"}));
    CPPUNIT_ASSERT_EQUAL("invalid boolean value \"yes\" for -insecure: parse error"s,
                         complaint({"-insecure=yes"}));
    CPPUNIT_ASSERT_EQUAL("invalid boolean value \"\" for -insecure: parse error"s,
                         complaint({"-insecure="}));
    for (const char* bad : {"---port", "-=1", "--=1", "----"}) {
      CPPUNIT_ASSERT_EQUAL("bad flag syntax: "s + bad, complaint({bad}));
    }
  }

 private:
  static Result<Arguments> parse(const std::vector<std::string>& arguments) {
    return parseGoFlags(textOfACommand(), arguments);
  }

  static std::string complaint(const std::vector<std::string>& arguments) {
    const auto parsed = parse(arguments);
    CPPUNIT_ASSERT(!parsed && parsed.error().code == ErrorCode::kInvalidArgument);
    return parsed.error().message;
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(GoFlagsTest);

}  // namespace
}  // namespace fanfare::cli
