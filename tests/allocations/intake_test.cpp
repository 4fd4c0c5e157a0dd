// A session keeps something of what its client sends only for a while: each time it begins to, it
// allocates, and not while it goes on.

#include <cstddef>
#include <string>

#include <cppunit/extensions/HelperMacros.h>

#include "allocations/allocation_count.h"
#include "support/web_socket_harness.h"

namespace fanfare::testing {
namespace {

using namespace std::chrono_literals;

const std::string kPong = clientFrame(ws::Opcode::kPong, "");

ws::EndpointOptions bounded(std::uint64_t messages) {
  ws::EndpointOptions options;
  options.messages = core::Rate::of(messages);
  options.heartbeatMessage = "--beat--";
  return options;
}

class IntakeAllocationsTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(IntakeAllocationsTest);
  CPPUNIT_TEST(areOneMoreForAPongThanForTheNextBehindIt);
  CPPUNIT_TEST(areOneMoreAgainASecondLater);
  CPPUNIT_TEST(areOneMoreAgainInNoTimeForOneWhoMayNotPublish);
  CPPUNIT_TEST(areNoneMoreUntilItMaySendAllThatItMight);
  CPPUNIT_TEST(areNoneMoreWhileItRemembersWhatItsClientSent);
  CPPUNIT_TEST(areOneMoreASecondForOneWhoSendsAllTheTime);
  CPPUNIT_TEST_SUITE_END();

 public:
  void areOneMoreForAPongThanForTheNextBehindIt() {
    open(200);

    const std::size_t first = allocationsOf(kPong);

    CPPUNIT_ASSERT_EQUAL(first, allocationsOf(kPong) + 1);
  }

  void areOneMoreAgainASecondLater() {
    for (const std::uint64_t bound : {std::uint64_t{0}, std::uint64_t{200}}) {
      open(bound);
      const std::size_t first = allocationsOf(kPong);
      server_->pass(1s);

      CPPUNIT_ASSERT_EQUAL(first, allocationsOf(kPong));
    }
  }

  void areOneMoreAgainInNoTimeForOneWhoMayNotPublish() {
    open(200, grantOf({}));
    const std::size_t first = allocationsOf(kPong);
    CPPUNIT_ASSERT_EQUAL(first, allocationsOf(kPong) + 1);
    server_->pass(50ms);

    CPPUNIT_ASSERT_EQUAL(first, allocationsOf(kPong));
  }

  void areNoneMoreUntilItMaySendAllThatItMight() {
    open(1);
    for (int i = 0; i < 5; ++i) (void)allocationsOf(kPong);
    server_->pass(4s);
    const std::size_t next = allocationsOf(kPong);

    CPPUNIT_ASSERT_EQUAL(next, allocationsOf(kPong));
    server_->pass(4s);
    CPPUNIT_ASSERT_EQUAL(next + 1, allocationsOf(kPong));
  }

  void areNoneMoreWhileItRemembersWhatItsClientSent() {
    open(200);
    server_->send(client_, clientText("hi"));
    server_->publishing().finish();
    server_->pass(10s);
    const std::size_t remembering = allocationsOf(kPong);

    server_->send(client_, clientText("--beat--"));
    server_->pass(10s);

    CPPUNIT_ASSERT_EQUAL(remembering + 1, allocationsOf(kPong));
  }

  void areOneMoreASecondForOneWhoSendsAllTheTime() {
    open(200);
    const std::size_t each = allocationsOf(kPong) - 1;
    std::size_t more = 0;

    for (int i = 0; i < 100; ++i) {
      more += allocationsOf(kPong) - each;
      server_->pass(90ms);  // and 10 ms more
    }

    CPPUNIT_ASSERT(more <= 10);
  }

 private:
  void open(std::uint64_t messages, Grant grant = grantOf({}, {"broadcast:chat"})) {
    client_ = net::Descriptor();
    server_.emplace(bounded(messages));
    client_ = server_->open(std::move(grant));
    for (int i = 0; i < 2; ++i) {  // so that all is there that the reactor takes for good
      (void)allocationsOf(kPong);
      server_->pass(1min);
    }
  }

  std::size_t allocationsOf(const std::string& bytes) {
    const AllocationCount count;
    server_->send(client_, bytes);
    return count.value();
  }

  std::optional<WebSocketHarness> server_;
  net::Descriptor client_;
};

CPPUNIT_TEST_SUITE_REGISTRATION(IntakeAllocationsTest);

}  // namespace
}  // namespace fanfare::testing
