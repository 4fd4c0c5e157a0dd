#include <cppunit/extensions/HelperMacros.h>

#include "support/web_socket_harness.h"
#include "ws/session.h"

namespace fanfare::ws {
namespace {

using namespace std::chrono_literals;
using core::Limit;
using testing::clientFrame;
using testing::clientText;
using testing::closed;
using testing::grantOf;
using testing::received;
using testing::WebSocketHarness;

const std::string kHead = WebSocketHarness::kHead;
const std::string kTooManyMessages =
    closed(1008, "too many messages; limit.messages_per_connection");
const std::string kTooManyBytes = closed(1008, "too many bytes; limit.bytes_per_connection");

EndpointOptions optionsOf(std::uint64_t messages, std::uint64_t bytes = 0) {
  EndpointOptions options;
  options.messages = core::Rate::of(messages);
  options.bytes = core::Rate::of(bytes);
  return options;
}

std::string repeated(const std::string& frame, int count) {
  std::string frames;
  for (int i = 0; i < count; ++i) frames += frame;
  return frames;
}

// How much a client may send, and the places its connection holds.
class SessionLimitsTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(SessionLimitsTest);
  CPPUNIT_TEST(closesWhoSendsTooManyMessages);
  CPPUNIT_TEST(publishesWhatCameBeforeTheOneTooMany);
  CPPUNIT_TEST(closesWhoPingsTooOften);
  CPPUNIT_TEST(closesWhoSendsTooManyBytes);
  CPPUNIT_TEST(letsAClientSendAgainAfterAWhile);
  CPPUNIT_TEST(closesNobodyWithoutABound);
  CPPUNIT_TEST(countsAMessageThatIsTooLarge);
  CPPUNIT_TEST(tellsTheLogOnceAMinute);
  CPPUNIT_TEST(saysWhoPublishes);
  CPPUNIT_TEST(givesThePlaceBackWhenTheClientHasGone);
  CPPUNIT_TEST(givesThePlaceBackWhenTheServerEndsTheConnection);
  CPPUNIT_TEST(givesThePlacesBackWithTheEndpoint);
  CPPUNIT_TEST_SUITE_END();

 public:
  void closesWhoSendsTooManyMessages() {
    WebSocketHarness server(optionsOf(1));
    const auto client = server.open(grantOf({}));

    server.send(client, repeated(clientText("m"), 10));
    CPPUNIT_ASSERT_EQUAL(kHead, received(client));
    server.send(client, clientText("m"));

    CPPUNIT_ASSERT_EQUAL(kTooManyMessages, received(client));
    CPPUNIT_ASSERT_EQUAL(std::uint64_t{1}, server.limits().of(Limit::kMessagesPerConnection));
  }

  void publishesWhatCameBeforeTheOneTooMany() {
    WebSocketHarness server(optionsOf(1));
    const auto client = server.open(grantOf({}, {"broadcast:chat"}));

    server.send(client, repeated(clientText("m"), 20));

    CPPUNIT_ASSERT_EQUAL(std::size_t{10}, server.publishing().published().size());
    CPPUNIT_ASSERT_EQUAL(kHead + kTooManyMessages, received(client));
  }

  void closesWhoPingsTooOften() {
    WebSocketHarness server(optionsOf(1));
    for (const Opcode opcode : {Opcode::kPing, Opcode::kPong}) {
      const auto client = server.open(grantOf({}));
      server.send(client, repeated(clientFrame(opcode, ""), 11));
      const std::string answer = received(client);
      CPPUNIT_ASSERT(answer.find(kTooManyMessages) != std::string::npos);
    }
  }

  void closesWhoSendsTooManyBytes() {
    WebSocketHarness server(optionsOf(0, 100));
    const auto client = server.open(grantOf({}));

    server.send(client, clientText(std::string(900, 'x')));
    CPPUNIT_ASSERT_EQUAL(kHead, received(client));
    server.send(client, clientText(std::string(100, 'x')));

    CPPUNIT_ASSERT_EQUAL(kTooManyBytes, received(client));
    CPPUNIT_ASSERT_EQUAL(std::uint64_t{1}, server.limits().of(Limit::kBytesPerConnection));
  }

  void letsAClientSendAgainAfterAWhile() {
    WebSocketHarness server(optionsOf(1));
    const auto client = server.open(grantOf({}));
    server.send(client, repeated(clientText("m"), 10));

    server.pass(5s);
    server.send(client, repeated(clientText("m"), 5));

    CPPUNIT_ASSERT_EQUAL(kHead, received(client));
  }

  void closesNobodyWithoutABound() {
    WebSocketHarness server(optionsOf(0));
    const auto client = server.open(grantOf({}));

    server.send(client, repeated(clientText("m"), 5000));

    CPPUNIT_ASSERT_EQUAL(kHead, received(client));
  }

  void countsAMessageThatIsTooLarge() {
    EndpointOptions options;
    options.maxMessageBytes = 10;
    WebSocketHarness server(options);
    const auto client = server.open(grantOf({}));

    server.send(client, clientText("longer than ten"));

    CPPUNIT_ASSERT_EQUAL(std::uint64_t{1}, server.limits().of(Limit::kMessageBytes));
  }

  void tellsTheLogOnceAMinute() {
    WebSocketHarness server(optionsOf(1));
    const std::string line = "it sent more than limit.messages_per_connection allows";
    for (int i = 0; i < 3; ++i) {
      const auto client = server.open(grantOf({}));
      server.send(client, repeated(clientText("m"), 11));
    }
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, server.log().count(line));

    server.pass(60s);
    const auto client = server.open(grantOf({}));
    server.send(client, repeated(clientText("m"), 11));
    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, server.log().count(line));
  }

  void saysWhoPublishes() {
    WebSocketHarness server;
    auto [opening, client] = server.opening(grantOf({}, {"broadcast:chat"}));
    opening.client = 42;
    server.open(std::move(opening));

    server.send(client, clientText("hi"));

    CPPUNIT_ASSERT(server.publishing().clients() == std::vector<core::ClientKey>{42});
  }

  void givesThePlaceBackWhenTheClientHasGone() {
    WebSocketHarness server;
    auto client = openWithPlace(server);
    CPPUNIT_ASSERT_EQUAL(std::uint64_t{1}, held());

    client = net::Descriptor();
    server.turn();

    CPPUNIT_ASSERT_EQUAL(std::uint64_t{0}, held());
  }

  void givesThePlaceBackWhenTheServerEndsTheConnection() {
    WebSocketHarness server;
    const auto client = openWithPlace(server);

    server.endpoint().closeAll(core::close_reasons::kGoingAway, 0ms);
    server.pass(6s);

    CPPUNIT_ASSERT_EQUAL(std::uint64_t{0}, held());
  }

  void givesThePlacesBackWithTheEndpoint() {
    std::optional<WebSocketHarness> server;
    server.emplace();
    const auto client = openWithPlace(*server);

    server.reset();

    CPPUNIT_ASSERT_EQUAL(std::uint64_t{0}, held());
  }

 private:
  net::Descriptor openWithPlace(WebSocketHarness& server) {
    auto [opening, client] = server.opening(grantOf({}));
    opening.places.add(places_.take(core::HolderKind::kAddress, "a").value());
    server.open(std::move(opening));
    return std::move(client);
  }

  std::uint64_t held() const { return places_.countOf({core::HolderKind::kAddress, "a"}); }

  core::Places places_{core::Places::Bounds{5, 5, 5}};
};

CPPUNIT_TEST_SUITE_REGISTRATION(SessionLimitsTest);

}  // namespace
}  // namespace fanfare::ws
