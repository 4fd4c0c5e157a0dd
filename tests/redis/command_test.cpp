#include "redis/command.h"

#include <cppunit/extensions/HelperMacros.h>

namespace fanfare::redis {
namespace {

class CommandsTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(CommandsTest);
  CPPUNIT_TEST(writeEachArgumentByItsLength);
  CPPUNIT_TEST(followEachOtherAndAreCounted);
  CPPUNIT_TEST(takeAnyBytes);
  CPPUNIT_TEST_SUITE_END();

 public:
  void writeEachArgumentByItsLength() {
    Commands commands;

    commands.add({"GET", "broadcast:chat"});

    CPPUNIT_ASSERT_EQUAL(std::string("*2\r\n$3\r\nGET\r\n$14\r\nbroadcast:chat\r\n"),
                         commands.bytes());
  }

  void followEachOtherAndAreCounted() {
    Commands commands;

    commands.add({"MULTI"});
    commands.begin(2);
    commands.argument("GET");
    commands.argument("k");

    CPPUNIT_ASSERT_EQUAL(std::string("*1\r\n$5\r\nMULTI\r\n*2\r\n$3\r\nGET\r\n$1\r\nk\r\n"),
                         commands.bytes());
    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, commands.count());
  }

  void takeAnyBytes() {
    Commands commands;

    commands.add({std::string_view("\r\nQUIT\0", 7), ""});

    CPPUNIT_ASSERT_EQUAL(std::string("*2\r\n$7\r\n\r\nQUIT\0\r\n$0\r\n\r\n", 23), commands.bytes());
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(CommandsTest);

}  // namespace
}  // namespace fanfare::redis
