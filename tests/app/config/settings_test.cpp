#include "app/config/settings.h"

#include <cppunit/extensions/HelperMacros.h>

#include "support/temporary_directory.h"

namespace fanfare::app {
namespace {

class SettingsTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(SettingsTest);
  CPPUNIT_TEST(readsAFileWithTheLineOfEachKey);
  CPPUNIT_TEST(readsALineThatGoesOnInTheNext);
  CPPUNIT_TEST(keepsWhatOnlyLooksLikeAnExpansion);
  CPPUNIT_TEST(countsTheLinesOfAFileFromElsewhere);
  CPPUNIT_TEST(refusesALineThatIsNoSetting);
  CPPUNIT_TEST(refusesAKeyThatStandsThereTwice);
  CPPUNIT_TEST(refusesAFileThatIsMissing);
  CPPUNIT_TEST(refusesADirectory);
  CPPUNIT_TEST(readsTheVariablesThatAreItsOwn);
  CPPUNIT_TEST(refusesAVariableItDoesNotKnow);
  CPPUNIT_TEST(readsTheCommandLine);
  CPPUNIT_TEST(refusesAnArgumentWithoutAKeyOrAnEqualsSign);
  CPPUNIT_TEST_SUITE_END();

 public:
  void readsAFileWithTheLineOfEachKey() {
    const auto read = settingsIn("# a comment\n\nserver.port = 8081\n  policy.type: allow-all  \n");

    CPPUNIT_ASSERT(read.problems.empty());
    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, read.settings.size());
    CPPUNIT_ASSERT_EQUAL(std::string("server.port"), read.settings[0].key);
    CPPUNIT_ASSERT_EQUAL(std::string("8081"), read.settings[0].value);
    CPPUNIT_ASSERT_EQUAL(path_ + ":3", read.settings[0].source);
    CPPUNIT_ASSERT_EQUAL(std::string("allow-all"), read.settings[1].value);
    CPPUNIT_ASSERT_EQUAL(path_ + ":4", read.settings[1].source);
  }

  void readsALineThatGoesOnInTheNext() {
    const auto read =
        settingsIn("origin.allow = https://a.example, \\\nhttps://b.example\nx = y\n");

    CPPUNIT_ASSERT_EQUAL(std::string("https://a.example, https://b.example"),
                         read.settings.at(0).value);
    CPPUNIT_ASSERT_EQUAL(path_ + ":3", read.settings.at(1).source);
  }

  void keepsWhatOnlyLooksLikeAnExpansion() {
    const auto read = settingsIn("broker.redis.url = redis://:${secret}@host\nsecret = a\n");

    CPPUNIT_ASSERT_EQUAL(std::string("redis://:${secret}@host"), read.settings.at(0).value);
  }

  void countsTheLinesOfAFileFromElsewhere() {
    const auto read = settingsIn("# dos\r\nserver.port = 1\r\nserver.hosts =\r\n");

    CPPUNIT_ASSERT_EQUAL(std::string("1"), read.settings.at(0).value);
    CPPUNIT_ASSERT_EQUAL(path_ + ":3", read.settings.at(1).source);
    CPPUNIT_ASSERT_EQUAL(std::string(), read.settings.at(1).value);
  }

  void refusesALineThatIsNoSetting() {
    const auto read = settingsIn("server.port 8080\n= 5\n");

    CPPUNIT_ASSERT(read.settings.empty());
    CPPUNIT_ASSERT_EQUAL(path_ + ":1: 'server.port' is not of the form 'key = value'",
                         read.problems.at(0));
    CPPUNIT_ASSERT_EQUAL(path_ + ":2: '' is not of the form 'key = value'", read.problems.at(1));
  }

  void refusesAKeyThatStandsThereTwice() {
    const auto read = settingsIn("a = 1\nb = 2\na = 3\n");

    CPPUNIT_ASSERT_EQUAL(path_ + ":3: a is set already at " + path_ + ":1", read.problems.at(0));
  }

  void refusesAFileThatIsMissing() {
    const auto read = settingsInFile(directory_.path("missing"));

    CPPUNIT_ASSERT_EQUAL(directory_.path("missing") + ": No such file or directory",
                         read.problems.at(0));
  }

  void refusesADirectory() {
    const auto read = settingsInFile(directory_.path(""));

    CPPUNIT_ASSERT_EQUAL(directory_.path("") + ": Is a directory", read.problems.at(0));
  }

  void readsTheVariablesThatAreItsOwn() {
    const auto read = settingsInEnvironment(
        {"HOME=/root", "FANFARE_SERVER_PORT=81", "FANFARE_API_KEY_SHOP=a=b", "FANFAREX=1"});

    CPPUNIT_ASSERT(read.problems.empty());
    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, read.settings.size());
    CPPUNIT_ASSERT_EQUAL(std::string("server.port"), read.settings[0].key);
    CPPUNIT_ASSERT_EQUAL(std::string("api.key.shop"), read.settings[1].key);
    CPPUNIT_ASSERT_EQUAL(std::string("a=b"), read.settings[1].value);
  }

  void refusesAVariableItDoesNotKnow() {
    const auto read = settingsInEnvironment({"FANFARE_SERVR_PORT=81"});

    CPPUNIT_ASSERT_EQUAL(
        std::string("environment: unknown variable 'FANFARE_SERVR_PORT', did you mean "
                    "'FANFARE_SERVER_PORT'?"),
        read.problems.at(0));
  }

  void readsTheCommandLine() {
    const auto read = settingsOnCommandLine({"heartbeat.message= a=b ", "server.hosts="});

    CPPUNIT_ASSERT_EQUAL(std::string("heartbeat.message"), read.settings.at(0).key);
    CPPUNIT_ASSERT_EQUAL(std::string("a=b"), read.settings.at(0).value);
    CPPUNIT_ASSERT_EQUAL(std::string("--set"), read.settings.at(0).source);
    CPPUNIT_ASSERT_EQUAL(std::string(), read.settings.at(1).value);
  }

  void refusesAnArgumentWithoutAKeyOrAnEqualsSign() {
    const auto read = settingsOnCommandLine({"server.port", "=5"});

    CPPUNIT_ASSERT(read.settings.empty());
    CPPUNIT_ASSERT_EQUAL(std::string("--set: 'server.port' is not of the form KEY=VALUE"),
                         read.problems.at(0));
    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, read.problems.size());
  }

 private:
  ReadSettings settingsIn(const std::string& content) {
    return settingsInFile(directory_.write("conf", content));
  }

  const test::TemporaryDirectory directory_;
  const std::string path_ = directory_.path("conf");
};

CPPUNIT_TEST_SUITE_REGISTRATION(SettingsTest);

}  // namespace
}  // namespace fanfare::app
