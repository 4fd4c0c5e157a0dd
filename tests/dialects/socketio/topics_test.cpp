#include "dialects/socketio/topics.h"

#include <cppunit/extensions/HelperMacros.h>

#include "dialects/socketio/sid.h"

namespace fanfare::dialects::socketio {
namespace {

using namespace std::literals;
using core::ClientOrder;
using core::LocalMessage;

using Events = std::vector<core::TopicEvent>;

const std::string kSid = textOf({SidKind::kSocket, 42, 7});

std::string emit(const std::string& members) {
  return R"({"method":"emit","event":"update","namespace":"/",)" + members + "}";
}

class SocketIoTopicsTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(SocketIoTopicsTest);
  CPPUNIT_TEST(listensToOneTopic);
  CPPUNIT_TEST(emitsToARoom);
  CPPUNIT_TEST(emitsToEverybody);
  CPPUNIT_TEST(emitsToSeveralRoomsAsOneEvent);
  CPPUNIT_TEST(emitsToAClient);
  CPPUNIT_TEST(skipsClients);
  CPPUNIT_TEST(carriesAttachments);
  CPPUNIT_TEST(asksForAcknowledgements);
  CPPUNIT_TEST(readsItsOwnReplies);
  CPPUNIT_TEST(readsArraysAsTheSettingSays);
  CPPUNIT_TEST(givesOrdersToAClient);
  CPPUNIT_TEST(closesARoom);
  CPPUNIT_TEST(passesOverOtherNamespaces);
  CPPUNIT_TEST(passesOverWhoIsNotOfHere);
  CPPUNIT_TEST(passesOverRoomsThatCannotBe);
  CPPUNIT_TEST(passesOverAcknowledgements);
  CPPUNIT_TEST(saysWhatIsWrong);
  CPPUNIT_TEST_SUITE_END();

 public:
  void listensToOneTopic() {
    CPPUNIT_ASSERT((std::vector<std::string>{"flask-socketio"} == topics_.topics()));
  }

  void emitsToARoom() {
    const auto events = read(emit(R"("room":"time","data":[{"time":1},2])"));

    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, events.size());
    const auto& [channel, message] = std::get<LocalMessage>(events[0]);
    CPPUNIT_ASSERT_EQUAL("room:time:chat"sv, channel.key());
    CPPUNIT_ASSERT_EQUAL(R"(["update",{"time":1},2])"s, message->payload);
    CPPUNIT_ASSERT(message->event && message->isForAll());
  }

  void emitsToEverybody() {
    const auto events = read(emit(R"("room":null,"data":[1])"));

    CPPUNIT_ASSERT_EQUAL("broadcast:chat"sv, std::get<LocalMessage>(events.at(0)).channel.key());
  }

  void emitsToSeveralRoomsAsOneEvent() {
    const auto one = read(emit(R"("room":["a","b"],"data":[1])"));
    const auto two = read(emit(R"("room":["a","b"],"data":[1])"));

    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, one.size());
    CPPUNIT_ASSERT_EQUAL("room:b:chat"sv, std::get<LocalMessage>(one[1]).channel.key());
    const auto numberOf = [](const core::TopicEvent& event) {
      return std::get<LocalMessage>(event).message->event->number;
    };
    CPPUNIT_ASSERT_EQUAL(numberOf(one[0]), numberOf(one[1]));
    CPPUNIT_ASSERT(numberOf(one[0]) != numberOf(two[0]));
    CPPUNIT_ASSERT(numberOf(one[0]) != 0);
  }

  void emitsToAClient() {
    const auto events = read(emit(R"("room":")" + kSid + R"(","data":[1])"));

    const auto& order = std::get<ClientOrder>(events.at(0));
    CPPUNIT_ASSERT_EQUAL(ConnectionId{42}, order.connection);
    CPPUNIT_ASSERT_EQUAL(kSid, order.name);
    CPPUNIT_ASSERT_EQUAL(R"(["update",1])"s, std::get<core::Hear>(order.what).message->payload);
  }

  void skipsClients() {
    const auto events =
        read(emit(R"("room":"a","data":[1],"skip_sid":[")" + kSid + R"(","unknown"])"));

    const auto& message = std::get<LocalMessage>(events.at(0)).message;
    CPPUNIT_ASSERT(!message->isFor(42));
    CPPUNIT_ASSERT(message->isFor(43));
    CPPUNIT_ASSERT(!message->isForAll());
  }

  void carriesAttachments() {
    const auto events =
        read(emit(R"("room":"a","binary":true,"data":[[{"_placeholder":true,"num":0}],"AQI="])"));

    const auto& message = std::get<LocalMessage>(events.at(0)).message;
    CPPUNIT_ASSERT_EQUAL(R"(["update",{"_placeholder":true,"num":0}])"s, message->payload);
    CPPUNIT_ASSERT((std::vector<std::string>{"\x01\x02"} == message->event->attachments));
  }

  void asksForAcknowledgements() {
    const auto events = read(
        emit(R"("room":")" + kSid + R"(","data":[1],"callback":["r 1","/",12],"host_id":"h 2")"));

    const auto& message = std::get<core::Hear>(std::get<ClientOrder>(events.at(0)).what).message;
    const auto reply = replyFor(message->event->replyTo, {{"true"}, {}});
    CPPUNIT_ASSERT_EQUAL("h 2"s, reply.hostId);
    const auto& callback = std::get<Callback>(reply.body);
    CPPUNIT_ASSERT_EQUAL("r 1"s, callback.sid);
    CPPUNIT_ASSERT_EQUAL("/"s, callback.space);
    CPPUNIT_ASSERT_EQUAL(std::uint64_t{12}, callback.id);
  }

  void readsItsOwnReplies() {
    for (const char* host : {"", "h", "12 3 4 5", "a b"}) {
      for (const char* room : {"", "r", " 7 "}) {
        const auto reply = replyFor(replyTo({room, "/", UINT64_MAX}, host), {});
        CPPUNIT_ASSERT_EQUAL(std::string(host), reply.hostId);
        CPPUNIT_ASSERT_EQUAL(std::string(room), std::get<Callback>(reply.body).sid);
        CPPUNIT_ASSERT_EQUAL(UINT64_MAX, std::get<Callback>(reply.body).id);
      }
    }
  }

  void readsArraysAsTheSettingSays() {
    SocketIoTopics old({"flask-socketio", "chat", ArrayData::kOneArgument});

    const auto events = old.read("flask-socketio", emit(R"("room":"a","data":[1,2])")).value();

    CPPUNIT_ASSERT_EQUAL(R"(["update",[1,2]])"s,
                         std::get<LocalMessage>(events.at(0)).message->payload);
  }

  void givesOrdersToAClient() {
    const auto of = [this](const std::string& method, const std::string& more) {
      const auto events = read(R"({"method":")" + method + R"(","sid":")" + kSid +
                               R"(","namespace":"/")" + more + "}");
      return std::get<ClientOrder>(events.at(0)).what;
    };

    CPPUNIT_ASSERT(std::holds_alternative<core::End>(of("disconnect", "")));
    CPPUNIT_ASSERT_EQUAL("room:a:chat"sv,
                         std::get<core::Enter>(of("enter_room", R"(,"room":"a")")).room.key());
    CPPUNIT_ASSERT_EQUAL("room:a:chat"sv,
                         std::get<core::Quit>(of("leave_room", R"(,"room":"a")")).room.key());
  }

  void closesARoom() {
    const auto events = read(R"({"method":"close_room","room":"a","namespace":"/"})");

    const auto& [channel, message] = std::get<LocalMessage>(events.at(0));
    CPPUNIT_ASSERT_EQUAL("room:a:chat"sv, channel.key());
    CPPUNIT_ASSERT(message->event->closesRoom);
    CPPUNIT_ASSERT(message->payload.empty() && !message->isForAll());
  }

  void passesOverOtherNamespaces() {
    CPPUNIT_ASSERT(
        read(R"({"method":"emit","event":"e","namespace":"/o","room":"a","data":[1]})").empty());
  }

  void passesOverWhoIsNotOfHere() {
    for (const char* method : {"disconnect", "enter_room", "leave_room"}) {
      CPPUNIT_ASSERT(read(R"({"method":")" + std::string(method) +
                          R"(","sid":"kigcd4LT7tWxKwrLAAAD","room":"a","namespace":"/"})")
                         .empty());
    }
  }

  void passesOverRoomsThatCannotBe() {
    CPPUNIT_ASSERT(read(emit(R"("room":"","data":[1])")).empty());
    CPPUNIT_ASSERT(read(emit(R"("room":"a\u0001","data":[1])")).empty());
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, read(emit(R"("room":["","a"],"data":[1])")).size());
    CPPUNIT_ASSERT(read(R"({"method":"close_room","room":"","namespace":"/"})").empty());
  }

  void passesOverAcknowledgements() {
    CPPUNIT_ASSERT(read(R"({"method":"callback","host_id":"h","sid":"s","namespace":"/","id":1,)"
                        R"("args":[]})")
                       .empty());
  }

  void saysWhatIsWrong() {
    for (const char* payload : {"", "{}", "[]", R"({"method":"emit"})", "\x80\x04garbage"}) {
      const auto events = topics_.read("flask-socketio", payload);
      CPPUNIT_ASSERT_MESSAGE(payload, !events);
      CPPUNIT_ASSERT(!events.error().message.empty());
    }
  }

 private:
  Events read(const std::string& payload) {
    return topics_.read("flask-socketio", payload).value();
  }

  SocketIoTopics topics_{{"flask-socketio", "chat", ArrayData::kArguments}};
};

CPPUNIT_TEST_SUITE_REGISTRATION(SocketIoTopicsTest);

}  // namespace
}  // namespace fanfare::dialects::socketio
