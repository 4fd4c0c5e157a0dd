#include <cppunit/extensions/HelperMacros.h>

#include "support/web_socket_harness.h"
#include "ws/session.h"

namespace fanfare::ws {
namespace {

using testing::clientText;
using testing::grantOf;
using testing::received;
using testing::WebSocketHarness;

using Lines = std::vector<std::string>;

bool contains(const std::string& bytes, const std::string& wanted) {
  return bytes.find(wanted) != std::string::npos;
}

// What a session makes of the channels that its client asks for, and of what the policy says.
class SessionSubscribingTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(SessionSubscribingTest);
  CPPUNIT_TEST(subscribesToWhatThePolicyGrants);
  CPPUNIT_TEST(subscribesToNothingThatWasNotAskedFor);
  CPPUNIT_TEST(tellsThatThePolicyRefused);
  CPPUNIT_TEST(boundsTheRequestsUnderWay);
  CPPUNIT_TEST(boundsTheSubscriptionsOfAConnection);
  CPPUNIT_TEST(doesNotSubscribeTwice);
  CPPUNIT_TEST(unsubscribes);
  CPPUNIT_TEST(dropsADecisionThatComesTooLate);
  CPPUNIT_TEST_SUITE_END();

 public:
  void subscribesToWhatThePolicyGrants() {
    const auto client = openV1(grantOf({}));

    server_.send(client, clientText(R"({"subscribe":["room:lobby:chat","room:bar:chat"]})"));
    CPPUNIT_ASSERT_EQUAL(std::string("ann"),
                         server_.desk().questions().front().visitor->identity->user);
    answer(grantOf({"room:lobby:chat"}));
    CPPUNIT_ASSERT_EQUAL(std::string(), received(client));
    server_.replay("room:lobby:chat", {"kept"});

    const std::string told = received(client);
    CPPUNIT_ASSERT(told.find("room:lobby:chat") < told.find("kept"));
    CPPUNIT_ASSERT((server_.router().told() == Lines{"join room:lobby:chat"}));
  }

  void subscribesToNothingThatWasNotAskedFor() {
    const auto client = openV1(grantOf({}));

    server_.send(client, clientText(R"({"subscribe":["room:lobby:chat"]})"));
    answer(grantOf({"room:secret:chat"}, {"room:lobby:chat"}));

    CPPUNIT_ASSERT(server_.router().told().empty());
    CPPUNIT_ASSERT(!contains(received(client), "secret"));
  }

  void tellsThatThePolicyRefused() {
    const auto client = openV1(grantOf({}));

    server_.send(client, clientText(R"({"subscribe":["room:lobby:chat"]})"));
    answer(Refusal{403, "members only"});

    const std::string told = received(client);
    CPPUNIT_ASSERT(contains(told, R"("code":"refused")") && contains(told, "members only"));
  }

  void boundsTheRequestsUnderWay() {
    EndpointOptions options;
    options.maxRequestsUnderWay = 1;
    WebSocketHarness server(options);
    const auto client = server.openV1(grantOf({}));
    received(client);

    server.send(client, clientText(R"({"subscribe":["room:lobby:chat"]})"));
    server.send(client, clientText(R"({"subscribe":["room:bar:chat"]})"));
    CPPUNIT_ASSERT(contains(received(client), R"("code":"too_many_requests")"));
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, server.desk().questions().size());

    server.desk().grantAll();
    server.send(client, clientText(R"({"subscribe":["room:bar:chat"]})"));
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, server.desk().questions().size());
  }

  void boundsTheSubscriptionsOfAConnection() {
    EndpointOptions options;
    options.maxSubscriptions = 1;
    WebSocketHarness server(options);
    const auto client = server.openV1(grantOf({}));
    received(client);

    server.send(client, clientText(R"({"subscribe":["room:lobby:chat","room:bar:chat"]})"));
    server.desk().grantAll();
    server.replay("room:lobby:chat");

    CPPUNIT_ASSERT((server.router().told() == Lines{"join room:lobby:chat"}));
    CPPUNIT_ASSERT(contains(received(client), "limit.subscriptions_per_connection"));
  }

  void doesNotSubscribeTwice() {
    const auto client = openV1(grantOf({"room:lobby:chat"}));
    server_.replay("room:lobby:chat");
    received(client);

    server_.send(client, clientText(R"({"subscribe":["room:lobby:chat"]})"));
    answer(grantOf({"room:lobby:chat"}));

    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, server_.hub().subscriptionCount());
    CPPUNIT_ASSERT(contains(received(client), "room:lobby:chat"));
  }

  void unsubscribes() {
    const auto client = openV1(grantOf({"room:lobby:chat", "room:bar:chat"}));
    server_.replay("room:lobby:chat");
    server_.replay("room:bar:chat");
    received(client);

    server_.send(client, clientText(R"({"unsubscribe":["room:lobby:chat","room:none:chat"]})"));
    server_.live("room:lobby:chat", {"unheard"});
    server_.live("room:bar:chat", {"heard"});

    CPPUNIT_ASSERT_EQUAL(std::string("leave room:lobby:chat"), server_.router().told().back());
    const std::string told = received(client);
    CPPUNIT_ASSERT(contains(told, "\"heard\"") && !contains(told, "unheard"));
  }

  void dropsADecisionThatComesTooLate() {
    auto client = openV1(grantOf({}));
    server_.send(client, clientText(R"({"subscribe":["room:lobby:chat"]})"));
    client = net::Descriptor();
    server_.turn();

    answer(grantOf({"room:lobby:chat"}));

    CPPUNIT_ASSERT(server_.router().told().empty());
  }

 private:
  // The welcome has been read, if it has come.
  net::Descriptor openV1(Grant grant) {
    auto client = server_.openV1(std::move(grant));
    received(client);
    return client;
  }
  void answer(Decision decision) {
    server_.desk().answer(std::move(decision));
    server_.turn();
  }

  WebSocketHarness server_;
};

CPPUNIT_TEST_SUITE_REGISTRATION(SessionSubscribingTest);

}  // namespace
}  // namespace fanfare::ws
