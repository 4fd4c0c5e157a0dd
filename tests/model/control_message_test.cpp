#include "fanfare/control_message.h"

#include <string>

#include <cppunit/extensions/HelperMacros.h>

namespace fanfare {
namespace {

using By = Disconnect::By;

// How it is read, described and written whole: tests/core/control_message_test.cpp.
class ControlWordingTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ControlWordingTest);
  CPPUNIT_TEST(tellsWhyAMessageCannotBeSaid);
  CPPUNIT_TEST(takesWhatCanBeSaid);
  CPPUNIT_TEST(tellsVerbAndObjectApart);
  CPPUNIT_TEST_SUITE_END();

 public:
  void tellsWhyAMessageCannotBeSaid() {
    expectUnfit(Disconnect{By::kUser, ""}, "user: must not be empty");
    expectUnfit(Disconnect{By::kSession, ""}, "session: must not be empty");
    expectUnfit(Disconnect{By::kFacility, "\xff"}, "facility: is not UTF-8");
    for (const char* number : {"", "-1", "1e3", "12345678901234567890"}) {
      expectUnfit(Disconnect{By::kConnection, number},
                  "connection: must be the number of a connection");
    }
    expectUnfit(Revoke{"", "staff"}, "revoke: must name a user and a group");
    expectUnfit(Revoke{"\xff", "staff"}, "user: is not UTF-8");
    expectUnfit(Revoke{"mary", "\xff"}, "group: is not UTF-8");
  }

  void takesWhatCanBeSaid() {
    CPPUNIT_ASSERT(!whyUnfit(Disconnect{By::kFacility, ""}));
    CPPUNIT_ASSERT(!whyUnfit(Disconnect{By::kConnection, "1099511627777"}));
    CPPUNIT_ASSERT(!whyUnfit(Revoke{"mary", "staff"}));
  }

  void tellsVerbAndObjectApart() {
    CPPUNIT_ASSERT_EQUAL(std::string("revoke"), std::string(verbOf(Revoke{"a", "b"})));
    CPPUNIT_ASSERT_EQUAL(std::string(R"({"user":"a","group":"b\""})"),
                         objectOf(Revoke{"a", "b\""}));
    CPPUNIT_ASSERT_EQUAL(std::string("disconnect"),
                         std::string(verbOf(Disconnect{By::kUser, "a"})));
    CPPUNIT_ASSERT_EQUAL(std::string(R"({"session":"k"})"),
                         objectOf(Disconnect{By::kSession, "k"}));
  }

 private:
  static void expectUnfit(const ControlMessage& message, const std::string& why) {
    CPPUNIT_ASSERT_EQUAL(why, whyUnfit(message).value_or("fit"));
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(ControlWordingTest);

}  // namespace
}  // namespace fanfare
