#include "cli/argparse_options.h"

#include <cppunit/extensions/HelperMacros.h>

namespace fanfare::cli {
namespace {

using namespace std::string_literals;
using Texts = std::vector<std::string>;

const CommandText kCommand{"taker",
                           "",
                           "Takes.",
                           "",
                           {{"verbose", "", "", Occurs::kOnce, 'v'},
                            {"redis", "REDIS", ""},
                            {"address", "ADDRESS", "", Occurs::kOnce, 'a'},
                            {"cors", "CORS", "", Occurs::kWithSeveral},
                            {"secret", "SECRET", ""},
                            {"flask-secret", "SECRET", ""}},
                           {}};

Arguments parsed(const Texts& arguments) {
  return parseArgparseOptions(kCommand, arguments).value();
}

// What is expected was taken from argparse of CPython 3.11.
class ArgparseOptionsTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ArgparseOptionsTest);
  CPPUNIT_TEST(readAValueInEveryForm);
  CPPUNIT_TEST(readABeginningThatIsNoOthers);
  CPPUNIT_TEST(readLettersInARow);
  CPPUNIT_TEST(readSeveralArgumentsUpToTheNextOption);
  CPPUNIT_TEST(countTheLastWhereOneIsGivenAgain);
  CPPUNIT_TEST(takeForAValueWhatLooksLikeNoOption);
  CPPUNIT_TEST(stopAtHelp);
  CPPUNIT_TEST(failInArgparsesWords);
  CPPUNIT_TEST(showTheirUsage);
  CPPUNIT_TEST_SUITE_END();

 public:
  void readAValueInEveryForm() {
    for (const auto& arguments :
         {Texts{"--address", "1:2"}, Texts{"--address=1:2"}, Texts{"-a", "1:2"}, Texts{"-a1:2"},
          Texts{"-a=1:2"}, Texts{"--addr", "1:2"}, Texts{"--a=1:2"}}) {
      CPPUNIT_ASSERT_EQUAL_MESSAGE(arguments[0], "1:2"s,
                                   parsed(arguments).value("address").value());
    }
    CPPUNIT_ASSERT_EQUAL(""s, parsed({"--secret="}).value("secret").value());
    CPPUNIT_ASSERT_EQUAL(""s, parsed({"--secret", ""}).value("secret").value());
    CPPUNIT_ASSERT_EQUAL("a=b"s, parsed({"--secret=a=b"}).value("secret").value());
    CPPUNIT_ASSERT(!parsed({}).has("secret"));
  }

  void readABeginningThatIsNoOthers() {
    CPPUNIT_ASSERT(parsed({"--r", "x"}).has("redis"));
    CPPUNIT_ASSERT(parsed({"--red=x"}).has("redis"));
    CPPUNIT_ASSERT(parsed({"--s", "x"}).has("secret"));
    CPPUNIT_ASSERT(parsed({"--flask", "x"}).has("flask-secret"));
    CPPUNIT_ASSERT(parsed({"--h"}).has("help"));
  }

  void readLettersInARow() {
    CPPUNIT_ASSERT(parsed({"-vv"}).has("verbose"));
    const auto both = parsed({"-va1:2"});
    CPPUNIT_ASSERT(both.has("verbose"));
    CPPUNIT_ASSERT_EQUAL("1:2"s, both.value("address").value());
    CPPUNIT_ASSERT_EQUAL("1:2"s, parsed({"-va", "1:2"}).value("address").value());
    CPPUNIT_ASSERT_EQUAL("v"s, parsed({"-av"}).value("address").value());
    CPPUNIT_ASSERT(parsed({"-vh"}).has("help"));
  }

  void readSeveralArgumentsUpToTheNextOption() {
    const auto several = parsed({"--cors", "a b", "c", "-v"});
    CPPUNIT_ASSERT((Texts{"a b", "c"}) == several.values("cors"));
    CPPUNIT_ASSERT(several.has("verbose"));
    CPPUNIT_ASSERT(Texts{"a"} == parsed({"--cors=a"}).values("cors"));
    CPPUNIT_ASSERT(Texts{""} == parsed({"--c="}).values("cors"));
    CPPUNIT_ASSERT((Texts{"http://a", "-5"}) ==
                   parsed({"--cors", "http://a", "-5"}).values("cors"));
  }

  void countTheLastWhereOneIsGivenAgain() {
    CPPUNIT_ASSERT(Texts{"c"} == parsed({"--cors", "a", "b", "--cors", "c"}).values("cors"));
    CPPUNIT_ASSERT(Texts{"y"} == parsed({"-a", "x", "--address=y"}).values("address"));
  }

  void takeForAValueWhatLooksLikeNoOption() {
    for (const auto* value : {"-5", "-1.5", "-.5", "-", "-x y", "a b"}) {
      CPPUNIT_ASSERT_EQUAL(std::string(value), parsed({"--secret", value}).value("secret").value());
    }
    CPPUNIT_ASSERT_EQUAL("-x"s, parsed({"--secret=-x"}).value("secret").value());
  }

  void stopAtHelp() {
    for (const auto& arguments : {Texts{"-h"}, Texts{"--help"}, Texts{"-hv"}, Texts{"--zz", "-h"},
                                  Texts{"foo", "--help"}, Texts{"-h", "--redis"}}) {
      CPPUNIT_ASSERT_MESSAGE(arguments.back(), parsed(arguments).has("help"));
    }
  }

  void failInArgparsesWords() {
    const std::pair<Texts, const char*> mistakes[] = {
        {{"--zz"}, "unrecognized arguments: --zz"},
        {{"--zz", "foo"}, "unrecognized arguments: --zz foo"},
        {{"foo", "bar", "-x"}, "unrecognized arguments: foo bar -x"},
        {{"--flask_secret", "x"}, "unrecognized arguments: --flask_secret x"},
        {{"-", "x"}, "unrecognized arguments: - x"},
        {{"---"}, "unrecognized arguments: ---"},
        {{"-5"}, "unrecognized arguments: -5"},
        {{"--", "foo"}, "unrecognized arguments: -- foo"},
        {{"--cors=a", "b"}, "unrecognized arguments: b"},
        {{"--cors", "a", "-v", "b"}, "unrecognized arguments: b"},
        {{"--cors", "a", "--", "b"}, "unrecognized arguments: -- b"},
        {{"--cors"}, "argument --cors: expected at least one argument"},
        {{"--cors", "--", "b"}, "argument --cors: expected at least one argument"},
        {{"--redis"}, "argument --redis: expected one argument"},
        {{"--secret", "--redis"}, "argument --secret: expected one argument"},
        {{"--secret", "-x"}, "argument --secret: expected one argument"},
        {{"--redis", "-1e5"}, "argument --redis: expected one argument"},
        {{"-a"}, "argument -a/--address: expected one argument"},
        {{"-a", "--", "x"}, "argument -a/--address: expected one argument"},
        {{"--help=3"}, "argument -h/--help: ignored explicit argument '3'"},
        {{"-h=3"}, "argument -h/--help: ignored explicit argument '3'"},
        {{"-v=1"}, "argument -v/--verbose: ignored explicit argument '1'"},
        {{"-vx"}, "argument -v/--verbose: ignored explicit argument 'x'"},
        {{"-v-a", "x"}, "argument -v/--verbose: ignored explicit argument '-a'"},
        {{"--=x"},
         "ambiguous option: --=x could match --help, --verbose, --redis, --address, --cors, "
         "--secret, --flask-secret"}};
    for (const auto& [arguments, message] : mistakes) {
      const auto read = parseArgparseOptions(kCommand, arguments);
      CPPUNIT_ASSERT_MESSAGE(message, !read);
      CPPUNIT_ASSERT_EQUAL("error: "s + message, read.error().message);
    }
  }

  void showTheirUsage() {
    CPPUNIT_ASSERT_EQUAL(
        "usage: fanfare taker [-h] [-v] [--redis REDIS] [-a ADDRESS] [--cors CORS [CORS ...]] "
        "[--secret SECRET] [--flask-secret SECRET]"s,
        argparseUsageOf(kCommand));
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(ArgparseOptionsTest);

}  // namespace
}  // namespace fanfare::cli
