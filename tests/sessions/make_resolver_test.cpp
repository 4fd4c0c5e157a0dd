#include "sessions/make_resolver.h"

#include <cppunit/extensions/HelperMacros.h>

#include "support/recording_log.h"

namespace fanfare::sessions {
namespace {

class MakeResolverTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(MakeResolverTest);
  CPPUNIT_TEST(makesTheResolverOfThatName);
  CPPUNIT_TEST(makesAChainOfSeveral);
  CPPUNIT_TEST(listsTheNamesThereAre);
  CPPUNIT_TEST_SUITE_END();

 public:
  void makesTheResolverOfThatName() {
    for (const char* name : {"none", "header", "php"}) {
      const auto resolver = makeResolver({name}, {}, {log_, redis_, backends_, clock_});
      CPPUNIT_ASSERT_EQUAL(std::string(name), std::string((*resolver)->name()));
    }
  }

  void makesAChainOfSeveral() {
    const auto resolver = makeResolver({"header", "none"}, {}, {log_, redis_, backends_, clock_});
    CPPUNIT_ASSERT_EQUAL(std::string("header, none"), std::string((*resolver)->name()));
  }

  void listsTheNamesThereAre() {
    const auto resolver =
        makeResolver({"header", "headers"}, {}, {log_, redis_, backends_, clock_});

    const std::string& message = resolver.error().message;
    CPPUNIT_ASSERT(message.find("there is no session resolver 'headers'; known are none, ") == 0);
    for (const auto& name : resolverNames()) {
      CPPUNIT_ASSERT_MESSAGE(name, message.find(name) != std::string::npos);
    }
  }

 private:
  const SteadyClock clock_{};
  testing::RecordingLog log_;
  redis::Clients redis_{clock_, log_, std::chrono::seconds(5)};
  backend::Clients backends_{clock_, log_};
};

CPPUNIT_TEST_SUITE_REGISTRATION(MakeResolverTest);

}  // namespace
}  // namespace fanfare::sessions
