#include "ws/facility_names.h"

#include <cppunit/extensions/HelperMacros.h>

namespace fanfare::ws {
namespace {

class FacilityNamesTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(FacilityNamesTest);
  CPPUNIT_TEST(givesANameOneNumber);
  CPPUNIT_TEST(tellsTheNameOfANumber);
  CPPUNIT_TEST(keepsANameUntilItIsReleasedAsOftenAsItWasTaken);
  CPPUNIT_TEST(givesTheNumberOfAReleasedNameToAnother);
  CPPUNIT_TEST(keepsTheEmptyNameToo);
  CPPUNIT_TEST_SUITE_END();

 public:
  void givesANameOneNumber() {
    const auto chat = names_.take("chat");

    CPPUNIT_ASSERT_EQUAL(chat, names_.take("chat"));
    CPPUNIT_ASSERT(chat != names_.take("news"));
    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, names_.size());
  }

  void tellsTheNameOfANumber() {
    const auto chat = names_.take("chat");
    const std::string& name = names_.nameOf(chat);

    for (int i = 0; i < 1000; ++i) (void)names_.take(std::to_string(i));

    CPPUNIT_ASSERT_EQUAL(std::string("chat"), name);
    CPPUNIT_ASSERT_EQUAL(&name, &names_.nameOf(chat));
  }

  void keepsANameUntilItIsReleasedAsOftenAsItWasTaken() {
    const auto chat = names_.take("chat");
    (void)names_.take("chat");

    names_.release("chat");
    CPPUNIT_ASSERT_EQUAL(std::string("chat"), names_.nameOf(chat));
    names_.release("chat");
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, names_.size());
  }

  void givesTheNumberOfAReleasedNameToAnother() {
    const auto chat = names_.take("chat");
    const auto news = names_.take("news");
    names_.release("chat");

    CPPUNIT_ASSERT_EQUAL(chat, names_.take("other"));
    CPPUNIT_ASSERT_EQUAL(std::string("other"), names_.nameOf(chat));
    CPPUNIT_ASSERT_EQUAL(std::string("news"), names_.nameOf(news));
  }

  void keepsTheEmptyNameToo() {
    CPPUNIT_ASSERT_EQUAL(std::string(), names_.nameOf(names_.take("")));
  }

 private:
  FacilityNames names_;
};

CPPUNIT_TEST_SUITE_REGISTRATION(FacilityNamesTest);

}  // namespace
}  // namespace fanfare::ws
