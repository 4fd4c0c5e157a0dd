#include "cli/arguments.h"

#include <cppunit/extensions/HelperMacros.h>

namespace fanfare::cli {
namespace {

CommandText textOfACommand() {
  return {"send",
          "FACILITY [MESSAGE]",
          "Sends.",
          "",
          {{"user", "USER", "To a user.", Occurs::kOften},
           {"broadcast", "", "To all."},
           {"expire", "SECONDS", "For how long."}},
          {{"fanfare send chat hello", "Says hello."}},
          1,
          2};
}

class ArgumentsTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ArgumentsTest);
  CPPUNIT_TEST(readsOptionsBeforeAndBehindOperands);
  CPPUNIT_TEST(readsAnArgumentBehindAnEqualsSignOrABlank);
  CPPUNIT_TEST(readsAnOptionThatIsGivenOften);
  CPPUNIT_TEST(takesAnArgumentThatBeginsWithADash);
  CPPUNIT_TEST(takesEverythingBehindTwoDashesAsItIs);
  CPPUNIT_TEST(takesAnArgumentWithColonsAndEqualsSigns);
  CPPUNIT_TEST(takesAnEmptyArgument);
  CPPUNIT_TEST(refusesAnUnknownOptionAndNamesTheNearest);
  CPPUNIT_TEST(refusesAShortOption);
  CPPUNIT_TEST(refusesAnOptionGivenTwice);
  CPPUNIT_TEST(refusesAnOptionWithoutItsArgument);
  CPPUNIT_TEST(refusesAnArgumentWhereNoneIsTaken);
  CPPUNIT_TEST(refusesTooFewAndTooManyOperands);
  CPPUNIT_TEST(checksNothingElseWhereHelpIsAskedFor);
  CPPUNIT_TEST(helpsWithEveryOptionAndExample);
  CPPUNIT_TEST_SUITE_END();

 public:
  void readsOptionsBeforeAndBehindOperands() {
    const auto arguments = parse({"--broadcast", "chat", "--expire", "5", "hello"});

    CPPUNIT_ASSERT(arguments);
    CPPUNIT_ASSERT(arguments->has("broadcast"));
    CPPUNIT_ASSERT(!arguments->has("user"));
    CPPUNIT_ASSERT_EQUAL(std::string("5"), *arguments->value("expire"));
    CPPUNIT_ASSERT((std::vector<std::string>{"chat", "hello"}) == arguments->operands);
  }

  void readsAnArgumentBehindAnEqualsSignOrABlank() {
    CPPUNIT_ASSERT_EQUAL(std::string("5"), *parse({"chat", "--expire=5"})->value("expire"));
    CPPUNIT_ASSERT_EQUAL(std::string("5"), *parse({"chat", "--expire", "5"})->value("expire"));
  }

  void readsAnOptionThatIsGivenOften() {
    const auto arguments = parse({"--user", "ann", "chat", "--user=bob"});

    CPPUNIT_ASSERT((std::vector<std::string>{"ann", "bob"}) == arguments->values("user"));
    CPPUNIT_ASSERT(arguments->values("expire").empty());
  }

  void takesAnArgumentThatBeginsWithADash() {
    CPPUNIT_ASSERT_EQUAL(std::string("--ann"), *parse({"chat", "--user", "--ann"})->value("user"));
    CPPUNIT_ASSERT_EQUAL(std::string("-"), parse({"chat", "-"})->operands.at(1));
  }

  void takesEverythingBehindTwoDashesAsItIs() {
    const auto arguments = parse({"--", "chat", "--broadcast"});

    CPPUNIT_ASSERT(!arguments->has("broadcast"));
    CPPUNIT_ASSERT((std::vector<std::string>{"chat", "--broadcast"}) == arguments->operands);
  }

  void takesAnArgumentWithColonsAndEqualsSigns() {
    CPPUNIT_ASSERT_EQUAL(std::string("a:b=c"), *parse({"chat", "--user", "a:b=c"})->value("user"));
    CPPUNIT_ASSERT_EQUAL(std::string("a:b=c"), *parse({"chat", "--user=a:b=c"})->value("user"));
  }

  void takesAnEmptyArgument() {
    CPPUNIT_ASSERT_EQUAL(std::string(), *parse({"chat", "--user", ""})->value("user"));
    CPPUNIT_ASSERT_EQUAL(std::string(), *parse({"chat", "--user="})->value("user"));
    CPPUNIT_ASSERT_EQUAL(std::string(), parse({"chat", ""})->operands.at(1));
  }

  void refusesAnUnknownOptionAndNamesTheNearest() {
    CPPUNIT_ASSERT_EQUAL(std::string("unknown option '--brodcast', did you mean '--broadcast'?"),
                         parse({"chat", "--brodcast"}).error().message);
    CPPUNIT_ASSERT_EQUAL(std::string("unknown option '--frobnicate'"),
                         parse({"chat", "--frobnicate=1"}).error().message);
  }

  void refusesAShortOption() {
    for (const auto* option : {"-u", "-user", "---user", "--=x"}) {
      CPPUNIT_ASSERT_MESSAGE(option, !parse({"chat", option}));
    }
  }

  void refusesAnOptionGivenTwice() {
    CPPUNIT_ASSERT_EQUAL(std::string("'--expire' may be given only once"),
                         parse({"chat", "--expire", "1", "--expire", "2"}).error().message);
  }

  void refusesAnOptionWithoutItsArgument() {
    CPPUNIT_ASSERT_EQUAL(std::string("--expire needs an argument"),
                         parse({"chat", "--expire"}).error().message);
  }

  void refusesAnArgumentWhereNoneIsTaken() {
    CPPUNIT_ASSERT_EQUAL(std::string("'--broadcast=1': the option takes no argument"),
                         parse({"chat", "--broadcast=1"}).error().message);
  }

  void refusesTooFewAndTooManyOperands() {
    CPPUNIT_ASSERT_EQUAL(std::string("missing argument: FACILITY [MESSAGE]"),
                         parse({}).error().message);
    CPPUNIT_ASSERT_EQUAL(std::string("'c' is one argument too many"),
                         parse({"a", "b", "c"}).error().message);
  }

  void checksNothingElseWhereHelpIsAskedFor() { CPPUNIT_ASSERT(parse({"--help"})->has("help")); }

  void helpsWithEveryOptionAndExample() {
    const auto help = helpOf(textOfACommand());

    for (const auto* part : {"Usage: fanfare send [OPTION]... FACILITY [MESSAGE]", "Sends.",
                             "--user USER", "To a user. May be given several times.", "--help",
                             "fanfare send chat hello", "Exit status: 0 done"}) {
      CPPUNIT_ASSERT_MESSAGE(part, help.find(part) != std::string::npos);
    }
  }

 private:
  static Result<Arguments> parse(const std::vector<std::string>& arguments) {
    return parseArguments(textOfACommand(), arguments);
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(ArgumentsTest);

}  // namespace
}  // namespace fanfare::cli
