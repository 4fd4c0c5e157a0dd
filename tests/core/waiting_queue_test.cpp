#include "core/waiting_queue.h"

#include <array>
#include <limits>
#include <vector>

#include <cppunit/extensions/HelperMacros.h>

#include "support/recording_subscriber.h"

namespace fanfare::core {
namespace {

using Tickets = std::vector<Ticket>;

constexpr HubPlace kPlace = 7;

class WaitingQueueTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(WaitingQueueTest);
  CPPUNIT_TEST(beginsWithOne);
  CPPUNIT_TEST(isEmptyWhenTheOnlyOneLeaves);
  CPPUNIT_TEST(visitsARangeInOrderWithoutWhoLeft);
  CPPUNIT_TEST(closesHolesWhenTheyAreTheMajority);
  CPPUNIT_TEST(takesThoseUpToATicketAndCountsTheRest);
  CPPUNIT_TEST(isEmptyWhenAllButHolesAreTaken);
  CPPUNIT_TEST(takesAllUpToTheGreatestTicket);
  CPPUNIT_TEST(standsForNoneWithoutAPlace);
  CPPUNIT_TEST_SUITE_END();

 public:
  void beginsWithOne() {
    const WaitingQueue queue(kPlace, 1, listener(1));

    CPPUNIT_ASSERT_EQUAL(kPlace, queue.place());
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, queue.count());
    CPPUNIT_ASSERT((waiting(queue) == Tickets{1}));
  }

  void isEmptyWhenTheOnlyOneLeaves() {
    WaitingQueue queue(kPlace, 1, listener(1));

    queue.leave(1);

    CPPUNIT_ASSERT(queue.empty());
    CPPUNIT_ASSERT(waiting(queue).empty());
  }

  void visitsARangeInOrderWithoutWhoLeft() {
    WaitingQueue queue = queueUpTo(7);
    queue.leave(4);

    Tickets seen;
    queue.forEach(2, 5, [&](const Listener& one) { seen.push_back(ticketOf(one)); });

    CPPUNIT_ASSERT((seen == Tickets{2, 3, 5}));
    CPPUNIT_ASSERT((waiting(queue) == Tickets{1, 2, 3, 5, 6, 7}));
  }

  void closesHolesWhenTheyAreTheMajority() {
    WaitingQueue queue = queueUpTo(4);
    for (const Ticket gone : {1U, 3U, 4U}) queue.leave(gone);
    queue.enter(5, listener(5));
    queue.leave(2);

    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, queue.count());
    CPPUNIT_ASSERT((waiting(queue) == Tickets{5}));
  }

  void takesThoseUpToATicketAndCountsTheRest() {
    WaitingQueue queue = queueUpTo(7);
    queue.leave(2);
    queue.leave(6);

    CPPUNIT_ASSERT((taken(queue, 3) == Tickets{1, 3}));

    CPPUNIT_ASSERT_EQUAL(std::size_t{3}, queue.count());
    CPPUNIT_ASSERT((waiting(queue) == Tickets{4, 5, 7}));
    CPPUNIT_ASSERT(taken(queue, 3).empty());
  }

  void isEmptyWhenAllButHolesAreTaken() {
    WaitingQueue queue = queueUpTo(2);
    queue.leave(2);

    CPPUNIT_ASSERT((taken(queue, 1) == Tickets{1}));

    CPPUNIT_ASSERT(queue.empty());
  }

  void takesAllUpToTheGreatestTicket() {
    WaitingQueue queue = queueUpTo(3);

    CPPUNIT_ASSERT((taken(queue, std::numeric_limits<Ticket>::max()) == Tickets{1, 2, 3}));

    CPPUNIT_ASSERT(queue.empty());
  }

  void standsForNoneWithoutAPlace() {
    CPPUNIT_ASSERT(WaitingQueue() == WaitingQueue());
    CPPUNIT_ASSERT(!(WaitingQueue(0, 1, listener(1)) == WaitingQueue()));
  }

 private:
  Listener listener(Ticket ticket) { return {&subscribers_.at(ticket), nullptr}; }
  Ticket ticketOf(const Listener& one) const {
    const auto* const subscriber = static_cast<const testing::RecordingSubscriber*>(one.subscriber);
    return static_cast<Ticket>(subscriber - subscribers_.data());
  }

  // Of tickets from 1.
  WaitingQueue queueUpTo(Ticket last) {
    WaitingQueue queue(kPlace, 1, listener(1));
    for (Ticket ticket = 2; ticket <= last; ++ticket) queue.enter(ticket, listener(ticket));
    return queue;
  }

  Tickets waiting(const WaitingQueue& queue) const {
    Tickets seen;
    queue.forEach([&](const Listener& one) { seen.push_back(ticketOf(one)); });
    return seen;
  }
  Tickets taken(WaitingQueue& queue, Ticket upTo) const {
    Tickets seen;
    queue.takeUpTo(upTo, [&](const Listener& one) { seen.push_back(ticketOf(one)); });
    return seen;
  }

  std::array<testing::RecordingSubscriber, 8> subscribers_;
};

CPPUNIT_TEST_SUITE_REGISTRATION(WaitingQueueTest);

}  // namespace
}  // namespace fanfare::core
