#include "app/work_in_turn.h"

#include <string>
#include <vector>

#include <cppunit/extensions/HelperMacros.h>

namespace fanfare::app {
namespace {

class WorkInTurnTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(WorkInTurnTest);
  CPPUNIT_TEST(beginsOneBehindTheOther);
  CPPUNIT_TEST(beginsAtOnceWhereAllIsOver);
  CPPUNIT_TEST_SUITE_END();

 public:
  void beginsOneBehindTheOther() {
    for (const char* name : {"a", "b", "c"}) begin(name);

    CPPUNIT_ASSERT_EQUAL(std::string("a"), begun_);
    end();
    CPPUNIT_ASSERT_EQUAL(std::string("ab"), begun_);
    end();
    CPPUNIT_ASSERT_EQUAL(std::string("abc"), begun_);
  }

  void beginsAtOnceWhereAllIsOver() {
    begin("a");
    end();

    begin("b");

    CPPUNIT_ASSERT_EQUAL(std::string("ab"), begun_);
  }

 private:
  void begin(const std::string& name) {
    line_.begin([this, name](WorkInTurn::Over over) {
      begun_ += name;
      over_ = std::move(over);
    });
  }
  // What is under way.
  void end() { std::exchange(over_, nullptr)(); }

  WorkInTurn line_;
  std::string begun_;
  WorkInTurn::Over over_;
};

CPPUNIT_TEST_SUITE_REGISTRATION(WorkInTurnTest);

}  // namespace
}  // namespace fanfare::app
