#include "plugins/library.h"

#include <stdexcept>

#include <cppunit/extensions/HelperMacros.h>

#include "support/temporary_directory.h"

namespace fanfare::plugins {
namespace {

using Made = Result<std::unique_ptr<Policy>>;

std::string errorOf(Made (*maker)(const std::string&)) {
  const auto made = make<std::unique_ptr<Policy>>(maker, PluginOptions{"/x.so", "told"}, "policy");
  return made ? "no error" : made.error().message;
}

class PluginLibraryTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(PluginLibraryTest);
  CPPUNIT_TEST(loadsNothingThatIsNoLibrary);
  CPPUNIT_TEST(tellsWhyNothingIsMade);
  CPPUNIT_TEST(handsOnWhatAMakerIsGiven);
  CPPUNIT_TEST(keepsWhatIsThrownInside);
  CPPUNIT_TEST(tellsVersionsApart);
  CPPUNIT_TEST_SUITE_END();

 public:
  void loadsNothingThatIsNoLibrary() {
    const test::TemporaryDirectory directory;
    const auto text = directory.write("text.so", "no library");

    CPPUNIT_ASSERT_EQUAL(std::string("'x.so' is no absolute path"), load("x.so").error().message);
    CPPUNIT_ASSERT(load("/nowhere/x.so").error().message.find("/nowhere/x.so") == 0);
    CPPUNIT_ASSERT(!load(text));
  }

  void tellsWhyNothingIsMade() {
    CPPUNIT_ASSERT_EQUAL(std::string("/x.so: it has no policy"), errorOf(nullptr));
    CPPUNIT_ASSERT_EQUAL(std::string("/x.so: it made no policy"),
                         errorOf([](const std::string&) { return Made(nullptr); }));
    CPPUNIT_ASSERT_EQUAL(std::string("/x.so: told"), errorOf([](const std::string& argument) {
                           return Made(Error{ErrorCode::kInvalidArgument, argument});
                         }));
    CPPUNIT_ASSERT_EQUAL(
        std::string("/x.so: it threw: a fault"),
        errorOf([](const std::string&) -> Made { throw std::runtime_error("a fault"); }));
    CPPUNIT_ASSERT_EQUAL(std::string("/x.so: it threw"),
                         errorOf([](const std::string&) -> Made { throw 7; }));
  }

  void handsOnWhatAMakerIsGiven() {
    using Text = std::unique_ptr<std::string>;
    Result<Text> (*maker)(std::string&, const std::string&) = [](std::string& first,
                                                                 const std::string& argument) {
      return Result<Text>(std::make_unique<std::string>(first + ", " + argument));
    };
    std::string given = "given";

    const auto made = make<Text>(maker, PluginOptions{"/x.so", "told"}, "text", given);

    CPPUNIT_ASSERT_EQUAL(std::string("given, told"), **made);
  }

  void keepsWhatIsThrownInside() {
    const auto why = [](const std::string& reason) { return reason; };

    CPPUNIT_ASSERT_EQUAL(std::string("fine"), guarded([] { return std::string("fine"); }, why));
    CPPUNIT_ASSERT_EQUAL(
        std::string("it threw: a fault"),
        guarded([]() -> std::string { throw std::runtime_error("a fault"); }, why));
    CPPUNIT_ASSERT_EQUAL(std::string("it threw"), guarded([]() -> std::string { throw 7; }, why));
  }

  void tellsVersionsApart() {
    CPPUNIT_ASSERT(pluginAbi(kPluginVersion) == pluginAbi());
    CPPUNIT_ASSERT(pluginAbi(kPluginVersion + 1) != pluginAbi());
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(PluginLibraryTest);

}  // namespace
}  // namespace fanfare::plugins
