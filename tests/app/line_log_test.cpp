#include "app/line_log.h"

#include <fcntl.h>

#include <cstdio>
#include <regex>

#include <cppunit/extensions/HelperMacros.h>

#include "net/descriptor.h"
#include "support/temporary_directory.h"

namespace fanfare::app {
namespace {

class LineLogTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(LineLogTest);
  CPPUNIT_TEST(writesTimeLevelAndText);
  CPPUNIT_TEST(leavesOutWhatIsBelowItsLevel);
  CPPUNIT_TEST(keepsAMessageOnOneLine);
  CPPUNIT_TEST(appendsToWhatIsThere);
  CPPUNIT_TEST(goesOnInAFreshFileWhenOpenedAgain);
  CPPUNIT_TEST(staysWithItsFileIfTheOtherCannotBeOpened);
  CPPUNIT_TEST(writesInAnotherFormToItsStreamAndToTheFile);
  CPPUNIT_TEST_SUITE_END();

 public:
  void writesTimeLevelAndText() {
    CPPUNIT_ASSERT(log_.open(path_));

    log_.write(LogLevel::kWarning, "the cat is out");

    const std::regex line(R"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z warning the cat is out\n)");
    CPPUNIT_ASSERT(std::regex_match(directory_.read("log"), line));
  }

  void leavesOutWhatIsBelowItsLevel() {
    CPPUNIT_ASSERT(log_.open(path_));

    log_.write(LogLevel::kDebug, "whisper");

    CPPUNIT_ASSERT(!log_.isOn(LogLevel::kDebug));
    CPPUNIT_ASSERT(log_.isOn(LogLevel::kInformation));
    CPPUNIT_ASSERT_EQUAL(std::string(), directory_.read("log"));
  }

  void keepsAMessageOnOneLine() {
    CPPUNIT_ASSERT_EQUAL(std::string(R"(a\nb\x0dc\x1b[0m\x7f é)"),
                         printable("a\nb\rc\x1b[0m\x7f \xC3\xA9"));
    CPPUNIT_ASSERT_EQUAL(std::string("\\u009b31m \xC2\xA0\xC2"), printable("\xC2\x9B"
                                                                           "31m \xC2\xA0\xC2"));
  }

  void appendsToWhatIsThere() {
    directory_.write("log", "before\n");
    CPPUNIT_ASSERT(log_.open(path_));

    log_.write(LogLevel::kError, "after");

    const auto text = directory_.read("log");
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, text.find("before\n"));
    CPPUNIT_ASSERT(text.find("error after\n") != std::string::npos);
  }

  void goesOnInAFreshFileWhenOpenedAgain() {
    CPPUNIT_ASSERT(log_.open(path_));
    log_.write(LogLevel::kError, "old");
    std::rename(path_.c_str(), directory_.path("rotated").c_str());

    CPPUNIT_ASSERT(log_.open(path_));
    log_.write(LogLevel::kError, "fresh");

    CPPUNIT_ASSERT(directory_.read("rotated").find("error old") != std::string::npos);
    CPPUNIT_ASSERT(directory_.read("log").find("error fresh") != std::string::npos);
    CPPUNIT_ASSERT(directory_.read("log").find("old") == std::string::npos);
  }

  void staysWithItsFileIfTheOtherCannotBeOpened() {
    CPPUNIT_ASSERT(log_.open(path_));

    const auto opened = log_.open(directory_.path("missing/log"));
    log_.write(LogLevel::kError, "still here");

    CPPUNIT_ASSERT(!opened);
    CPPUNIT_ASSERT(opened.error().message.find("missing/log") != std::string::npos);
    CPPUNIT_ASSERT(directory_.read("log").find("still here") != std::string::npos);
  }

  void writesInAnotherFormToItsStreamAndToTheFile() {
    const net::Descriptor stream(
        ::open(directory_.write("stream", "").c_str(), O_WRONLY | O_APPEND));
    const auto beginning = [](LogLevel level) {
      return std::string(level == LogLevel::kError ? "[error] " : "[rest] ");
    };
    LineLog log(LogLevel::kInformation, {beginning, stream.fd(), LineLogForm::BesidesFile::kYes});

    log.write(LogLevel::kInformation, "one");
    CPPUNIT_ASSERT(log.open(path_));
    log.write(LogLevel::kError, "t\nwo");

    CPPUNIT_ASSERT_EQUAL(std::string("[rest] one\n[error] t\\nwo\n"), directory_.read("stream"));
    CPPUNIT_ASSERT_EQUAL(std::string("[error] t\\nwo\n"), directory_.read("log"));
  }

 private:
  const test::TemporaryDirectory directory_;
  const std::string path_ = directory_.path("log");
  LineLog log_{LogLevel::kInformation};
};

CPPUNIT_TEST_SUITE_REGISTRATION(LineLogTest);

}  // namespace
}  // namespace fanfare::app
