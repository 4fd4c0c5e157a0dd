#include "http/returns.h"

#include <poll.h>

#include <cppunit/extensions/HelperMacros.h>

#include "support/socket_pair.h"

namespace fanfare::http {
namespace {

class ReturnsTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ReturnsTest);
  CPPUNIT_TEST(wakesWhoTakes);
  CPPUNIT_TEST(sendsAndClosesWhatNobodyTook);
  CPPUNIT_TEST(sendsAndClosesWhatComesWhenNobodyTakesAnyMore);
  CPPUNIT_TEST_SUITE_END();

 public:
  void wakesWhoTakes() {
    CPPUNIT_ASSERT(!isReadable(returns_.fd()));

    returns_.put(served());

    CPPUNIT_ASSERT(isReadable(returns_.fd()));
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, returns_.take().size());
    CPPUNIT_ASSERT(!isReadable(returns_.fd()));
  }

  void sendsAndClosesWhatNobodyTook() {
    returns_.put(served());

    returns_.close();

    bool atEnd = false;
    CPPUNIT_ASSERT_EQUAL(std::string("answer"), testing::received(sockets_.peers, &atEnd));
    CPPUNIT_ASSERT(atEnd);
    CPPUNIT_ASSERT(returns_.take().empty());
  }

  void sendsAndClosesWhatComesWhenNobodyTakesAnyMore() {
    returns_.close();

    returns_.put(served());

    bool atEnd = false;
    CPPUNIT_ASSERT_EQUAL(std::string("answer"), testing::received(sockets_.peers, &atEnd));
    CPPUNIT_ASSERT(atEnd);
  }

 private:
  ServedRequest served() {
    return {std::move(sockets_.ours), {}, "answer", Afterwards::kNextRequest, {}};
  }

  static bool isReadable(int fd) {
    pollfd asked{fd, POLLIN, 0};
    return ::poll(&asked, 1, 0) == 1;
  }

  testing::SocketPair sockets_ = testing::localPair();
  Returns returns_;
};

CPPUNIT_TEST_SUITE_REGISTRATION(ReturnsTest);

}  // namespace
}  // namespace fanfare::http
