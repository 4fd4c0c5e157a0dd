#include "net/mailbox.h"

#include <poll.h>

#include <thread>
#include <vector>

#include <cppunit/extensions/HelperMacros.h>

namespace fanfare::net {
namespace {

class MailboxTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(MailboxTest);
  CPPUNIT_TEST(isReadableOnlyWhileTasksWait);
  CPPUNIT_TEST(keepsTheOrderInWhichTasksWerePosted);
  CPPUNIT_TEST(wakesForATaskPostedByATask);
  CPPUNIT_TEST(losesNothingThatSeveralThreadsPost);
  CPPUNIT_TEST_SUITE_END();

 public:
  void isReadableOnlyWhileTasksWait() {
    CPPUNIT_ASSERT(!isReadable());
    mailbox_.post([] {});
    CPPUNIT_ASSERT(isReadable());
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, runAll());
    CPPUNIT_ASSERT(!isReadable());
  }

  void keepsTheOrderInWhichTasksWerePosted() {
    std::vector<int> order;
    for (int i = 0; i < 3; ++i) {
      mailbox_.post([&order, i] { order.push_back(i); });
    }

    runAll();

    CPPUNIT_ASSERT((order == std::vector<int>{0, 1, 2}));
  }

  void wakesForATaskPostedByATask() {
    mailbox_.post([this] { mailbox_.post([] {}); });

    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, runAll());

    CPPUNIT_ASSERT(isReadable());
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, runAll());
  }

  void losesNothingThatSeveralThreadsPost() {
    constexpr std::size_t kThreads = 4;
    constexpr int kEach = 1000;
    std::vector<int> lastOf(kThreads, -1);
    std::vector<std::thread> threads;
    for (std::size_t t = 0; t < kThreads; ++t) {
      threads.emplace_back([this, t, &lastOf] {
        for (int i = 0; i < kEach; ++i) {
          mailbox_.post([t, i, &lastOf] {
            CPPUNIT_ASSERT_EQUAL(lastOf[t] + 1, i);
            lastOf[t] = i;
          });
        }
      });
    }

    std::size_t run = 0;
    while (run < kThreads * std::size_t{kEach}) {
      waitUntilReadable();
      run += runAll();
    }

    for (std::thread& thread : threads) thread.join();
    CPPUNIT_ASSERT((lastOf == std::vector<int>(kThreads, kEach - 1)));
  }

 private:
  bool isReadable() { return pollFor(0) == 1; }
  void waitUntilReadable() { CPPUNIT_ASSERT_EQUAL(1, pollFor(-1)); }
  int pollFor(int milliseconds) {
    pollfd waiting{mailbox_.fd(), POLLIN, 0};
    return ::poll(&waiting, 1, milliseconds);
  }

  std::size_t runAll() {
    std::vector<Task> tasks;
    mailbox_.drain(tasks);
    for (const Task& task : tasks) task();
    return tasks.size();
  }

  Mailbox mailbox_;
};

CPPUNIT_TEST_SUITE_REGISTRATION(MailboxTest);

}  // namespace
}  // namespace fanfare::net
