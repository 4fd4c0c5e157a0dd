#include <cppunit/extensions/HelperMacros.h>

#include "socketio/session.h"
#include "support/socketio_fixture.h"

namespace fanfare::socketio {
namespace {

using namespace std::literals;
using testing::channelOf;
using testing::clientText;
using testing::text;

// How a session enters and leaves rooms, at its client's and at backends' wish.
class SocketIoRoomsTest : public testing::SocketIoFixture {
  CPPUNIT_TEST_SUITE(SocketIoRoomsTest);
  CPPUNIT_TEST(acknowledgesAJoinWhenItHasTakenEffect);
  CPPUNIT_TEST(joinsWithoutAWordWhereNoneIsAskedFor);
  CPPUNIT_TEST(acknowledgesAJoinThatIsRefused);
  CPPUNIT_TEST(presentsTheSecretOfARoomSpace);
  CPPUNIT_TEST(acknowledgesAJoinOfWhereItIs);
  CPPUNIT_TEST(leavesARoom);
  CPPUNIT_TEST(leavesARoomThatItIsStillAskingFor);
  CPPUNIT_TEST(passesOverWhatNamesNoRoom);
  CPPUNIT_TEST(acknowledgesWhatNamesARoomThatCannotBe);
  CPPUNIT_TEST(entersNoRoomThatIsAnothersName);
  CPPUNIT_TEST(passesOverOtherEvents);
  CPPUNIT_TEST(waitsWithMoreJoinsThanMayBeUnderWay);
  CPPUNIT_TEST(entersNoMoreRoomsThanItMay);
  CPPUNIT_TEST(hearsAnEventForSeveralRoomsOnce);
  CPPUNIT_TEST(leavesARoomThatIsClosed);
  CPPUNIT_TEST(entersAndLeavesWhereABackendSaysSo);
  CPPUNIT_TEST(hearsWhatWasSaidInARoomThatItOnlyPassesThrough);
  CPPUNIT_TEST(entersNothingThatItAskedForBeforeItDisconnected);
  CPPUNIT_TEST(leavesNothingBehind);
  CPPUNIT_TEST_SUITE_END();

 public:
  void acknowledgesAJoinWhenItHasTakenEffect() {
    const auto browser = connect();
    server_.send(browser.socket, clientText(R"(421["join",{"room":"lobby"}])"));
    grant();
    CPPUNIT_ASSERT_EQUAL(""s, received(browser.socket));

    server_.replay(kRoom, {"2"});

    CPPUNIT_ASSERT_EQUAL(text("431[]") + text(R"(42["message",2])"), received(browser.socket));
  }

  void joinsWithoutAWordWhereNoneIsAskedFor() {
    const auto browser = connect();
    join(browser);

    CPPUNIT_ASSERT_EQUAL(""s, received(browser.socket));
    server_.live(kRoom, {"3"});
    CPPUNIT_ASSERT_EQUAL(text(R"(42["message",3])"), received(browser.socket));
  }

  void acknowledgesAJoinThatIsRefused() {
    const auto browser = connect();
    server_.send(browser.socket, clientText(R"(427["join",{"room":"a::b","secret":"x"}])"));

    Grant grant;
    grant.withheld.push_back({{Access::kSubscribe, channelOf("room:a::b:chat")}, "room secrets"});
    server_.desk().answer(grant);
    server_.turn();

    CPPUNIT_ASSERT_EQUAL(text("437[]"), received(browser.socket));
    CPPUNIT_ASSERT_EQUAL(std::uint64_t{1}, server_.endpoint().stats().joinsRefused);
    server_.send(browser.socket, clientText(R"(428["join",{"room":"lobby"}])"));
    server_.desk().answer(Refusal{403, "no"});
    server_.turn();
    CPPUNIT_ASSERT_EQUAL(text("438[]"), received(browser.socket));
  }

  void presentsTheSecretOfARoomSpace() {
    const auto browser = connect();

    server_.send(browser.socket, clientText(R"(42["join",{"room":"a::b","secret":"S3"}])"));

    const auto& asked = server_.desk().questions().back().requested.at(0);
    CPPUNIT_ASSERT_EQUAL("room:a::b:chat"sv, asked.channel.key());
    CPPUNIT_ASSERT_EQUAL("S3"s, asked.secret);
  }

  void acknowledgesAJoinOfWhereItIs() {
    const auto browser = connect();
    join(browser);

    server_.send(browser.socket, clientText(R"(423["join",{"room":"lobby"}])"));

    CPPUNIT_ASSERT_EQUAL(text("433[]"), received(browser.socket));
  }

  void leavesARoom() {
    const auto browser = connect();
    join(browser);

    server_.send(browser.socket, clientText(R"(424["leave",{"room":"lobby"}])"));

    CPPUNIT_ASSERT_EQUAL(text("434[]"), received(browser.socket));
    server_.live(kRoom, {"3"});
    CPPUNIT_ASSERT_EQUAL(""s, received(browser.socket));
  }

  void leavesARoomThatItIsStillAskingFor() {
    const auto browser = connect();
    server_.send(browser.socket, clientText(R"(421["join",{"room":"lobby"}])") +
                                     clientText(R"(422["leave",{"room":"lobby"}])"));
    CPPUNIT_ASSERT_EQUAL(text("431[]") + text("432[]"), received(browser.socket));

    grant();

    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, server_.hub().subscriptionCount());
  }

  void passesOverWhatNamesNoRoom() {
    const auto browser = connect();
    for (const char* argument : {R"("lobby")", "7", "null", "[]", "{}", R"({"secret":"x"})"}) {
      server_.send(browser.socket, clientText(R"(425["join",)" + std::string(argument) + "]"));
    }
    server_.send(browser.socket, clientText(R"(425["join"])"));

    CPPUNIT_ASSERT_EQUAL(""s, received(browser.socket));
    CPPUNIT_ASSERT(server_.desk().questions().empty());
  }

  void acknowledgesWhatNamesARoomThatCannotBe() {
    const auto browser = connect();
    for (const char* room : {"7", "null", "[]", "{}", "true", R"("")", R"("a\u0007")"}) {
      server_.send(browser.socket, clientText(R"(426["join",{"room":)" + std::string(room) + "}]"));
      CPPUNIT_ASSERT_EQUAL(text("436[]"), received(browser.socket));
    }
    CPPUNIT_ASSERT(server_.desk().questions().empty());
  }

  void entersNoRoomThatIsAnothersName() {
    const auto other = connect();
    const auto browser = connect();

    server_.send(browser.socket, clientText(R"(421["join",{"room":")" + other.sid + R"("}])"));

    CPPUNIT_ASSERT_EQUAL(text("431[]"), received(browser.socket));
    CPPUNIT_ASSERT(server_.desk().questions().empty());
  }

  void passesOverOtherEvents() {
    const auto browser = connect();

    server_.send(browser.socket, clientText(R"(429["shout",{"room":"lobby"}])"));
    server_.send(browser.socket, clientText(R"(42/other,9["join",{"room":"lobby"}])"));
    server_.send(browser.socket, clientText("439[]"));

    CPPUNIT_ASSERT_EQUAL(""s, received(browser.socket));
    CPPUNIT_ASSERT(server_.desk().questions().empty());
  }

  void waitsWithMoreJoinsThanMayBeUnderWay() {
    const auto browser = connect();
    std::string joins;
    for (const char* room : {"a", "b", "c", "d"}) {
      joins += clientText(R"(42["join",{"room":")" + std::string(room) + R"("}])");
    }
    server_.send(browser.socket, joins);
    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, server_.desk().questions().size());

    grant();

    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, server_.desk().questions().size());
    CPPUNIT_ASSERT_EQUAL("room:c:chat"sv,
                         server_.desk().questions().back().requested.at(0).channel.key());
  }

  void entersNoMoreRoomsThanItMay() {
    const auto browser = connect();
    for (const char* room : {"a", "b", "c"}) {
      server_.send(browser.socket,
                   clientText(R"(42["join",{"room":")" + std::string(room) + R"("}])"));
      grant();
    }

    CPPUNIT_ASSERT_EQUAL(std::size_t{3}, server_.hub().subscriptionCount());
    order(browser, core::Enter{channelOf("room:d:chat")});
    CPPUNIT_ASSERT_EQUAL(std::size_t{3}, server_.hub().subscriptionCount());
  }

  void hearsAnEventForSeveralRoomsOnce() {
    const auto browser = connect();
    join(browser);
    Event event;
    event.number = 5;
    const auto message = makeMessage(R"(["e"])", event);

    hear(kEverybody, message);
    hear(kRoom, message);
    event.number = 6;
    hear(kRoom, makeMessage(R"(["f"])", event));

    CPPUNIT_ASSERT_EQUAL(text(R"(42["e"])") + text(R"(42["f"])"), received(browser.socket));
  }

  void leavesARoomThatIsClosed() {
    const auto browser = connect();
    join(browser);
    Event event;
    event.closesRoom = true;

    const auto said = makeMessage(R"(["e",1])", Event{});
    server_.tell(core::Local{channelOf(kRoom), {said, makeMessage("", event), said}});

    CPPUNIT_ASSERT_EQUAL(text(R"(42["e",1])"), received(browser.socket));
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, server_.hub().subscriptionCount());
  }

  void entersAndLeavesWhereABackendSaysSo() {
    const auto browser = connect();

    order(browser, core::Enter{channelOf(kRoom)});
    server_.replay(kRoom);
    server_.live(kRoom, {"1"});
    CPPUNIT_ASSERT_EQUAL(text(R"(42["message",1])"), received(browser.socket));
    CPPUNIT_ASSERT(server_.desk().questions().empty());
    order(browser, core::Quit{channelOf(kRoom)});
    server_.live(kRoom, {"2"});
    CPPUNIT_ASSERT_EQUAL(""s, received(browser.socket));
  }

  void hearsWhatWasSaidInARoomThatItOnlyPassesThrough() {
    const auto browser = connect();
    Event closing;
    closing.closesRoom = true;

    order(browser, core::Enter{channelOf(kRoom)});
    hear(kRoom, makeMessage(R"(["e",1])", Event{}));
    order(browser, core::Quit{channelOf(kRoom)});
    order(browser, core::Enter{channelOf(kRoom)});
    hear(kRoom, makeMessage(R"(["e",2])", Event{}));
    hear(kRoom, makeMessage("", closing));

    CPPUNIT_ASSERT_EQUAL(text(R"(42["e",1])") + text(R"(42["e",2])"), received(browser.socket));
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, server_.hub().subscriptionCount());
  }

  void entersNothingThatItAskedForBeforeItDisconnected() {
    const auto browser = connect();
    server_.send(browser.socket, clientText(R"(421["join",{"room":"lobby"}])"));
    server_.send(browser.socket, clientText("41"));
    server_.send(browser.socket, clientText("40"));
    server_.replay(kEverybody);
    (void)received(browser.socket);

    grant();

    CPPUNIT_ASSERT_EQUAL(""s, received(browser.socket));
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, server_.hub().subscriptionCount());
  }

  void leavesNothingBehind() {
    {
      const auto browser = connect();
      join(browser);
    }
    server_.turn();

    CPPUNIT_ASSERT_EQUAL(std::uint64_t{0}, server_.endpoint().stats().connections);
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, server_.hub().subscriptionCount());
    CPPUNIT_ASSERT_EQUAL(std::uint64_t{1}, server_.endpoint().endedCount());
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(SocketIoRoomsTest);

}  // namespace
}  // namespace fanfare::socketio
