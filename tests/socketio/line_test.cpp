#include "socketio/line.h"

#include <cppunit/extensions/HelperMacros.h>

#include "support/line_fixture.h"

namespace fanfare::socketio {
namespace {

using namespace std::chrono_literals;
using namespace std::string_literals;

namespace reasons = core::close_reasons;

// A line whose client polls.
class SocketIoLineTest : public testing::LineFixture {
  CPPUNIT_TEST_SUITE(SocketIoLineTest);
  CPPUNIT_TEST(beginsWithWhatItIsCalledAndHowItKeepsPace);
  CPPUNIT_TEST(answersAPollWhenThereIsSomething);
  CPPUNIT_TEST(putsWhatIsSentInOneTurnIntoOneAnswer);
  CPPUNIT_TEST(keepsWhatIsSentWhileNobodyPolls);
  CPPUNIT_TEST(letsASecondPollTakeThePlaceOfTheFirst);
  CPPUNIT_TEST(readsWhatIsPosted);
  CPPUNIT_TEST(refusesWhatIsNoPayload);
  CPPUNIT_TEST(refusesAPostThatIsTooLarge);
  CPPUNIT_TEST(answersAPostWhenAllOfItIsRead);
  CPPUNIT_TEST(refusesASecondPostMeanwhile);
  CPPUNIT_TEST(asksVersionFourForASignOfLife);
  CPPUNIT_TEST(endsWhereVersionFourGivesNone);
  CPPUNIT_TEST(tellsAPollingClientThatItEnds);
  CPPUNIT_TEST(isGoneWhereAPollingClientDoesNotComeBack);
  CPPUNIT_TEST(endsWhereNobodyPollsForTooMuch);
  CPPUNIT_TEST(closesAsItsClientAsks);
  CPPUNIT_TEST(sendsNothingWhereThereIsNothing);
  CPPUNIT_TEST(readsNothingBeyondItsHandlersBound);
  CPPUNIT_TEST_SUITE_END();

 public:
  void beginsWithWhatItIsCalledAndHowItKeepsPace() {
    poll4();

    CPPUNIT_ASSERT_EQUAL(
        R"(0{"sid":"-me","upgrades":["websocket"],"pingTimeout":20000,"pingInterval":25000,)"
        R"("maxPayload":100000})"s,
        first_->body());
    CPPUNIT_ASSERT_EQUAL(200, first_->answer->status);
  }

  void answersAPollWhenThereIsSomething() {
    poll4();
    const auto outcome = poll();
    CPPUNIT_ASSERT(outcome->isOpen());

    say("4hello");

    CPPUNIT_ASSERT_EQUAL("4hello"s, outcome->body());
  }

  void putsWhatIsSentInOneTurnIntoOneAnswer() {
    poll4();
    const auto outcome = poll();

    line_->send(net::Chunk(text("4one")));
    line_->send(net::Chunk(text("4two") + ws::frameOf(ws::Opcode::kBinary, "\x01")));
    turn();

    CPPUNIT_ASSERT_EQUAL(
        "4one\x1e"
        "4two\x1e"
        "bAQ=="s,
        outcome->body());
  }

  void keepsWhatIsSentWhileNobodyPolls() {
    poll4();
    say("4one");
    say("4two");

    CPPUNIT_ASSERT_EQUAL(
        "4one\x1e"
        "4two"s,
        poll()->body());
  }

  void letsASecondPollTakeThePlaceOfTheFirst() {
    poll4();
    const auto one = poll();
    const auto two = poll();

    CPPUNIT_ASSERT_EQUAL("6"s, one->body());
    say("4hello");
    CPPUNIT_ASSERT_EQUAL("4hello"s, two->body());
  }

  void readsWhatIsPosted() {
    poll4();

    const auto outcome = post(
        "4one\x1e"
        "bAQI=\x1e"
        "4two");

    CPPUNIT_ASSERT_EQUAL("OK"s, outcome->body());
    CPPUNIT_ASSERT((Events{"text one", "binary \x01\x02", "text two"} == handler_.events));
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, handler_.heldBytes);
  }

  void refusesWhatIsNoPayload() {
    poll4();
    for (const char* body : {"", "x", "9",
                             "4a\x1e\x1e"
                             "4b"}) {
      CPPUNIT_ASSERT_EQUAL(400, post(body)->answer->status);
    }
    CPPUNIT_ASSERT(handler_.events.empty());

    CPPUNIT_ASSERT_EQUAL("OK"s, post("4hello")->body());
    CPPUNIT_ASSERT((Events{"text hello"} == handler_.events));
  }

  void refusesAPostThatIsTooLarge() {
    poll4();

    const auto outcome = post("4" + std::string(100'000, 'x'));

    CPPUNIT_ASSERT_EQUAL(400, outcome->answer->status);
    CPPUNIT_ASSERT((Events{"failed 1009"} == handler_.events));
  }

  void answersAPostWhenAllOfItIsRead() {
    poll4();
    handler_.isFullNow = true;
    const auto outcome = post("4one");
    CPPUNIT_ASSERT(outcome->isOpen());
    CPPUNIT_ASSERT_EQUAL(std::size_t{4}, handler_.heldBytes);

    handler_.isFullNow = false;
    line_->resume();

    CPPUNIT_ASSERT_EQUAL("OK"s, outcome->body());
    CPPUNIT_ASSERT((Events{"text one"} == handler_.events));
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, handler_.heldBytes);
  }

  void refusesASecondPostMeanwhile() {
    poll4();
    handler_.isFullNow = true;
    const auto one = post("4one");
    const auto two = post("4two");

    CPPUNIT_ASSERT_EQUAL(400, two->answer->status);
    handler_.isFullNow = false;
    line_->resume();
    CPPUNIT_ASSERT_EQUAL("OK"s, one->body());
    CPPUNIT_ASSERT((Events{"text one"} == handler_.events));
  }

  void asksVersionFourForASignOfLife() {
    poll4();
    for (int i = 0; i < 3; ++i) {
      pass(25s);
      CPPUNIT_ASSERT_EQUAL("2"s, poll()->body());
      (void)post("3");
    }
    CPPUNIT_ASSERT(handler_.events.empty());
  }

  void endsWhereVersionFourGivesNone() {
    poll4();
    pass(25s);
    (void)poll();

    pass(20s);

    CPPUNIT_ASSERT((Events{"failed 4409"} == handler_.events));
  }

  void tellsAPollingClientThatItEnds() {
    poll4();
    const auto waiting = poll();

    line_->end(reasons::kGoingAway, net::Chunk(text("41")));
    turn();

    CPPUNIT_ASSERT_EQUAL("41"s, waiting->body());
    CPPUNIT_ASSERT_EQUAL("OK"s, post("4late")->body());
    CPPUNIT_ASSERT_EQUAL("1"s, poll()->body());
    CPPUNIT_ASSERT((Events{"gone"} == handler_.events));
  }

  void isGoneWhereAPollingClientDoesNotComeBack() {
    poll4();
    line_->end(reasons::kGoingAway);

    pass(5s);

    CPPUNIT_ASSERT((Events{"gone"} == handler_.events));
  }

  void endsWhereNobodyPollsForTooMuch() {
    poll4();

    for (int i = 0; i < 11; ++i) say("4" + std::string(10'000, 'x'));

    CPPUNIT_ASSERT((Events{"failed 4408"} == handler_.events));
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, reactor_.queuedBytes());
  }

  void closesAsItsClientAsks() {
    poll4();

    (void)post(
        "4last\x1e"
        "1");

    CPPUNIT_ASSERT((Events{"text last", "failed 1000"} == handler_.events));
    pass(0s);
    CPPUNIT_ASSERT((Events{"text last", "failed 1000", "gone"} == handler_.events));
  }

  void sendsNothingWhereThereIsNothing() {
    poll4();
    const auto outcome = poll();

    line_->send(net::Chunk());
    turn();

    CPPUNIT_ASSERT(outcome->isOpen());
  }

  void readsNothingBeyondItsHandlersBound() {
    poll4();
    handler_.isWithinBytes = false;

    CPPUNIT_ASSERT_EQUAL(400, post("4one")->answer->status);
    CPPUNIT_ASSERT(handler_.events.empty());
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(SocketIoLineTest);

}  // namespace
}  // namespace fanfare::socketio
