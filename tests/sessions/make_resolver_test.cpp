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
    for (const char* name : {"none", "header"}) {
      const auto resolver = makeResolver({name}, {}, log_);
      CPPUNIT_ASSERT_EQUAL(std::string(name), std::string((*resolver)->name()));
    }
  }

  void makesAChainOfSeveral() {
    const auto resolver = makeResolver({"header", "none"}, {}, log_);
    CPPUNIT_ASSERT_EQUAL(std::string("header, none"), std::string((*resolver)->name()));
  }

  void listsTheNamesThereAre() {
    const auto resolver = makeResolver({"header", "headers"}, {}, log_);

    CPPUNIT_ASSERT_EQUAL(
        std::string("there is no session resolver 'headers'; known are none, header, jwt"),
        resolver.error().message);
  }

 private:
  testing::RecordingLog log_;
};

CPPUNIT_TEST_SUITE_REGISTRATION(MakeResolverTest);

}  // namespace
}  // namespace fanfare::sessions
