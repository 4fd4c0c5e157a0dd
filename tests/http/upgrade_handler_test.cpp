#include "http/upgrade_handler.h"

#include <cppunit/extensions/HelperMacros.h>

#include "policies/allow_all.h"
#include "sessions/header.h"
#include "support/front_door.h"
#include "support/scripted_policy.h"

namespace fanfare::http {
namespace {

using namespace std::literals;
using namespace fanfare::testing;

const Fields kHandshake = {{"Host", "shop.example"},
                           {"Upgrade", "websocket"},
                           {"Connection", "Upgrade"},
                           {"Sec-WebSocket-Version", "13"},
                           {"Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="}};

// A handshake that is right, but for `changes`: "" leaves a header out, another name is added.
std::string requestFor(const std::string& target, const Fields& changes = {},
                       const std::string& method = "GET", const std::string& version = "1.1") {
  Fields fields = kHandshake;
  for (const auto& change : changes) {
    const auto same = [&](const Field& field) { return field.name == change.name; };
    fields.erase(std::remove_if(fields.begin(), fields.end(), same), fields.end());
    if (!change.value.empty()) fields.push_back(change);
  }
  std::string request = method + " " + target + " HTTP/" + version + "\r\n";
  for (const auto& [name, value] : fields) request += name + ": " + value + "\r\n";
  return request + "\r\n";
}

// "403 the reason"
std::string refusalOf(FrontDoor& door, const std::string& request) {
  const std::string answer = door.answerTo(request);
  const auto body = answer.find("\r\n\r\n");
  if (body == std::string::npos) return answer;
  return answer.substr(9, 3) + " " + answer.substr(body + 4);
}

class BrokenResolver final : public SessionResolver {
 public:
  const char* name() const override { return "broken"; }
  Result<Identity> resolve(const Handshake& /*handshake*/) const override {
    return Error{ErrorCode::kUnavailable, "password 'hunter2' was not accepted"};
  }
};

class StaleResolver final : public SessionResolver {
 public:
  const char* name() const override { return "stale"; }
  Result<Identity> resolve(const Handshake& /*handshake*/) const override {
    Identity identity;
    identity.anonymousBecause = "stale: the session has \"expired\"";
    return identity;
  }
};

class ThrowingResolver final : public SessionResolver {
 public:
  const char* name() const override { return "throwing"; }
  Result<Identity> resolve(const Handshake& /*handshake*/) const override {
    throw std::runtime_error("hunter2");
  }
};

class UpgradeHandlerTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(UpgradeHandlerTest);
  CPPUNIT_TEST(handsAnOpeningToTheSink);
  CPPUNIT_TEST(decodesTheFacility);
  CPPUNIT_TEST(tellsTheSinkWhoIsThere);
  CPPUNIT_TEST(speaksTheDialectThatIsAskedFor);
  CPPUNIT_TEST(compressesOnlyWhereTheFacilitySaysSo);
  CPPUNIT_TEST(refusesInTheWordsOfTheModel);
  CPPUNIT_TEST(namesTheVersionItSpeaks);
  CPPUNIT_TEST(asksThePolicyBeforeItLooksAtVersionAndKey);
  CPPUNIT_TEST(refusesPathsThatCannotBeRead);
  CPPUNIT_TEST(tellsAndLogsWhereWebSocketsAreOpened);
  CPPUNIT_TEST(logsWhoAskedWithoutAnUpgrade);
  CPPUNIT_TEST(logsWhatWasNotGranted);
  CPPUNIT_TEST(opensOnlyFacilitiesThatAreAllowed);
  CPPUNIT_TEST(tellsAndLogsWhatWouldAllowAnOrigin);
  CPPUNIT_TEST(logsHowItJudgedAHandshake);
  CPPUNIT_TEST(doesNotTakeAnUnknownIdentityForAnonymous);
  CPPUNIT_TEST(tellsAndLogsThatCredentialsDoNotCount);
  CPPUNIT_TEST(refusesAnAnonymousClientWhereToldSo);
  CPPUNIT_TEST(refusesAMalformedIdentity);
  CPPUNIT_TEST(answersWithoutAWordOfWhatFailedInside);
  CPPUNIT_TEST(refersToLaterWhileDraining);
  CPPUNIT_TEST(refersToLaterWhenFull);
  CPPUNIT_TEST_SUITE_END();

 public:
  void handsAnOpeningToTheSink() {
    FrontDoor door;
    HttpClient client(door.address());
    client.send(requestFor("/ws/chat?subscribe-broadcast&publish-broadcast&echo") + "frames");

    const ws::Opening opening = door.sink().take();

    CPPUNIT_ASSERT_EQUAL("frames"s, opening.earlyBytes);
    CPPUNIT_ASSERT_EQUAL("HTTP/1.1 101"s, opening.responseHead.substr(0, 12));
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, opening.grant.granted.size());
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, opening.grant.withheld.size());
    CPPUNIT_ASSERT(opening.echo == core::EchoMode::kOn);
    CPPUNIT_ASSERT_EQUAL(ssize_t{5}, ::send(opening.transport.fd(), "hello", 5, MSG_NOSIGNAL));
    CPPUNIT_ASSERT_EQUAL("hello"s, client.receiveUntil("hello"));
  }

  void decodesTheFacility() {
    FrontDoor door;
    const std::string facilities[][2] = {{"/ws/a/b%20c/", "a/b c/"}, {"/ws/", ""},
                                         {"/ws/%D0%B6", "\xD0\xB6"}, {"/ws/x/ws/y", "x/ws/y"},
                                         {"/ws/a%3Fb", "a?b"},       {"/ws/a*+", "a*+"}};
    for (const auto& [path, facility] : facilities) {
      HttpClient client(door.address());
      client.send(requestFor(path + "?subscribe-broadcast"));
      const ws::Opening opening = door.sink().take();
      CPPUNIT_ASSERT_EQUAL(facility, opening.visitor->handshake.facility);
      CPPUNIT_ASSERT_EQUAL("broadcast:" + facility,
                           std::string(opening.grant.granted.at(0).channel.key()));
    }
  }

  void tellsTheSinkWhoIsThere() {
    FrontDoor door;
    HttpClient client(door.address());
    client.send(requestFor("/ws/f?subscribe-session", {{"Cookie", "a=b; sessionid=abc"}}));

    const ws::Opening opening = door.sink().take();

    CPPUNIT_ASSERT_EQUAL("abc"s, opening.visitor->identity->sessionKey);
    CPPUNIT_ASSERT_EQUAL("127.0.0.1"s, opening.visitor->handshake.peerAddress);
    CPPUNIT_ASSERT_EQUAL("session:abc:f"sv, opening.grant.granted.at(0).channel.key());
    CPPUNIT_ASSERT(opening.responseHead.find("abc") == std::string::npos);
  }

  void speaksTheDialectThatIsAskedFor() {
    FrontDoor door;
    const std::string protocols[][3] = {{"", "raw", ""},
                                        {"a, fanfare.v1", "fanfare.v1", "fanfare.v1"},
                                        {"single", "raw", "single"},
                                        {"not a token", "raw", ""}};
    for (const auto& [offered, dialect, answered] : protocols) {
      HttpClient client(door.address());
      client.send(requestFor("/ws/f", {{"Sec-WebSocket-Protocol", offered}}));
      const ws::Opening opening = door.sink().take();
      const std::string field = "\r\nSec-WebSocket-Protocol: " + answered + "\r\n";
      CPPUNIT_ASSERT_EQUAL(dialect, std::string(opening.dialect->name()));
      CPPUNIT_ASSERT_EQUAL(!answered.empty(),
                           opening.responseHead.find(field) != std::string::npos);
    }
  }

  void compressesOnlyWhereTheFacilitySaysSo() {
    core::FacilityRule rule;
    rule.pattern = "deflated";
    rule.publicDeflate = core::Deflating::kOn;
    FrontDoorParts parts;
    parts.facilities = core::FacilityRules::of({"*"}, {rule}).value();
    FrontDoor door({}, std::move(parts));
    const Fields offer = {{"Sec-WebSocket-Extensions", "permessage-deflate"}};

    for (const bool isDeflated : {true, false}) {
      HttpClient client(door.address());
      client.send(requestFor(isDeflated ? "/ws/deflated" : "/ws/plain", offer));
      const ws::Opening opening = door.sink().take();
      const bool isTold =
          opening.responseHead.find("Sec-WebSocket-Extensions") != std::string::npos;
      CPPUNIT_ASSERT_EQUAL(isDeflated, isTold);
      CPPUNIT_ASSERT_EQUAL(isDeflated, opening.compression == ws::Compression::kPublicOnly);
    }
  }

  void refusesInTheWordsOfTheModel() {
    FrontDoor door;
    const std::string wish = "400 Client does not wish to upgrade to a websocket";
    const auto refusal = [&](const Fields& changes) {
      return refusalOf(door, requestFor("/ws/f", changes));
    };

    CPPUNIT_ASSERT_EQUAL("400 HTTP method must be a GET"s,
                         refusalOf(door, requestFor("/ws/f", {}, "POST")));
    CPPUNIT_ASSERT_EQUAL("400 HTTP server protocol must be 1.1"s,
                         refusalOf(door, requestFor("/ws/f", {}, "GET", "1.0")));
    CPPUNIT_ASSERT_EQUAL(wish, refusal({{"Upgrade", ""}}));
    CPPUNIT_ASSERT_EQUAL(wish, refusal({{"Connection", "close"}}));
    CPPUNIT_ASSERT_EQUAL("400 Sec-WebSocket-Key header is missing/empty"s,
                         refusal({{"Sec-WebSocket-Key", ""}}));
    CPPUNIT_ASSERT_EQUAL("400 Invalid key: YWJj"s, refusal({{"Sec-WebSocket-Key", "YWJj"}}));
  }

  void namesTheVersionItSpeaks() {
    FrontDoor door;
    for (const char* version : {"", "8", "14"}) {
      const std::string answer =
          door.answerTo(requestFor("/ws/f", {{"Sec-WebSocket-Version", version}}));
      CPPUNIT_ASSERT_EQUAL("HTTP/1.1 426"s, answer.substr(0, 12));
      CPPUNIT_ASSERT(answer.find("\r\nSec-WebSocket-Version: 13\r\n") != std::string::npos);
      CPPUNIT_ASSERT(answer.find("\r\nX-Content-Type-Options: nosniff\r\n") != std::string::npos);
    }
  }

  void asksThePolicyBeforeItLooksAtVersionAndKey() {
    FrontDoorParts parts;
    parts.policy = std::make_unique<ScriptedPolicy>(Refusal{403, "No channels are allowed"});
    FrontDoor door({}, std::move(parts));
    const std::string words = "403 No channels are allowed";

    CPPUNIT_ASSERT_EQUAL(words, refusalOf(door, requestFor("/ws/f")));
    CPPUNIT_ASSERT_EQUAL(words, refusalOf(door, requestFor("/ws/f", {{"Sec-WebSocket-Version", "6"},
                                                                     {"Sec-WebSocket-Key", "x"}})));
  }

  void refusesPathsThatCannotBeRead() {
    FrontDoor door;
    for (const char* target :
         {"/ws/%", "/ws/%zz", "/ws/%ff", "/ws/%0d%0aX", "/ws/%00", "/ws/\xfe"}) {
      CPPUNIT_ASSERT_EQUAL_MESSAGE(target, "400 the path is malformed"s,
                                   refusalOf(door, requestFor(target)));
    }
    CPPUNIT_ASSERT_EQUAL("400 the query is malformed"s,
                         refusalOf(door, requestFor("/ws/f?subscribe-room=%0a")));
    CPPUNIT_ASSERT_EQUAL("400"s,
                         refusalOf(door, requestFor("/ws/a:b?subscribe-broadcast")).substr(0, 3));
  }

  void tellsAndLogsWhereWebSocketsAreOpened() {
    FrontDoor door;
    const std::string words = "WebSockets are opened under /ws/ (server.websocket_url) only";
    for (const char* target : {"/ws", "/socket/chat", "/"}) {
      CPPUNIT_ASSERT_EQUAL_MESSAGE(target, "404 " + words, refusalOf(door, requestFor(target)));
    }
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, door.log().count("404: " + words));
  }

  void logsWhoAskedWithoutAnUpgrade() {
    FrontDoor door;

    (void)refusalOf(door, requestFor("/ws/chat", {{"Upgrade", ""}}));

    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, door.log().count("(facility 'chat', peer 127.0.0.1)"));
  }

  void logsWhatWasNotGranted() {
    FrontDoor door;
    HttpClient client(door.address());

    client.send(requestFor("/ws/chat?publish-broadcast&subscribe-user"));
    (void)door.sink().take();

    CPPUNIT_ASSERT_EQUAL(std::size_t{1},
                         door.log().count("not all granted: publish broadcast:chat;rule=\"policy"));
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, door.log().count("subscribe-user;rule=\"anonymous"));
  }

  void opensOnlyFacilitiesThatAreAllowed() {
    FrontDoorParts parts;
    parts.facilities = core::FacilityRules::of({"news", "chat-*"}, {}).value();
    FrontDoor door({}, std::move(parts));

    HttpClient client(door.address());
    client.send(requestFor("/ws/chat-1"));
    CPPUNIT_ASSERT(door.sink().take().transport.isOpen());
    CPPUNIT_ASSERT_EQUAL(
        "403 facility 'secrets' is not opened; facility.allow would have to name it"s,
        refusalOf(door, requestFor("/ws/secrets")));
  }

  void tellsAndLogsWhatWouldAllowAnOrigin() {
    FrontDoor door;
    const std::string words =
        "origin http://evil.example is not allowed; origin.allow = http://evil.example would let "
        "it in";

    CPPUNIT_ASSERT_EQUAL("403 " + words,
                         refusalOf(door, requestFor("/ws/f", {{"Origin", "http://evil.example"}})));
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, door.log().count(words + " (facility 'f'"));
  }

  void logsHowItJudgedAHandshake() {
    FrontDoor door;

    door.answerTo(requestFor("/ws/f?subscribe-broadcast", {{"Origin", "null"}}));
    door.answerTo(requestFor("/ws/f", {{"Sec-WebSocket-Key", "short"}}));

    CPPUNIT_ASSERT_EQUAL(
        std::size_t{1},
        door.log().count("handshake: facility: 'f', asked for by 127.0.0.1; verdict: refused"));
    CPPUNIT_ASSERT_EQUAL(
        std::size_t{1},
        door.log().count("identity: anonymous; verdict: admitted: 0 granted, 0 withheld"));
  }

  void doesNotTakeAnUnknownIdentityForAnonymous() {
    FrontDoorParts parts;
    parts.resolver = std::make_unique<BrokenResolver>();
    FrontDoor door({}, std::move(parts));

    CPPUNIT_ASSERT_EQUAL("503 the identity cannot be established now"s,
                         refusalOf(door, requestFor("/ws/f?subscribe-broadcast")));
    CPPUNIT_ASSERT_EQUAL(std::size_t{1},
                         door.log().count("(password 'hunter2' was not accepted) (facility 'f'"));
  }

  void tellsAndLogsThatCredentialsDoNotCount() {
    FrontDoorParts parts;
    parts.resolver = std::make_unique<StaleResolver>();
    FrontDoor door({}, std::move(parts));
    HttpClient client(door.address());
    client.send(requestFor("/ws/f?subscribe-broadcast&subscribe-user"));

    const ws::Opening opening = door.sink().take();

    const auto& head = opening.responseHead;
    const std::string told =
        "\r\nFanfare-Identity: anonymous;reason=\"stale: the session has ?expired?\"\r\n";
    CPPUNIT_ASSERT(head.find(told) != std::string::npos);
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, opening.grant.granted.size());
    CPPUNIT_ASSERT_EQUAL(std::size_t{1},
                         door.log().count("taken for anonymous: stale: the session"));
  }

  void refusesAnAnonymousClientWhereToldSo() {
    FrontDoorParts parts;
    parts.model.whenMissing = core::WhenMissing::kRefuse;
    FrontDoor door({}, std::move(parts));

    CPPUNIT_ASSERT_EQUAL("403"s, refusalOf(door, requestFor("/ws/f?subscribe-user")).substr(0, 3));
  }

  void refusesAMalformedIdentity() {
    FrontDoor door;
    const Fields cookie = {{"Cookie", "sessionid=\xfe"}};

    CPPUNIT_ASSERT_EQUAL("400 the cookie 'sessionid' is malformed"s,
                         refusalOf(door, requestFor("/ws/f", cookie)));
  }

  void answersWithoutAWordOfWhatFailedInside() {
    FrontDoorParts parts;
    parts.resolver = std::make_unique<ThrowingResolver>();
    FrontDoor door({}, std::move(parts));

    const std::string answer = door.answerTo(requestFor("/ws/f"));

    CPPUNIT_ASSERT_EQUAL("HTTP/1.1 500"s, answer.substr(0, 12));
    CPPUNIT_ASSERT(answer.find("hunter2") == std::string::npos);
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, door.log().count("hunter2"));
  }

  void refersToLaterWhileDraining() {
    FrontDoor door;
    door.node().setDraining(true);

    CPPUNIT_ASSERT_EQUAL("503 the server is about to stop"s, refusalOf(door, requestFor("/ws/f")));
  }

  void refersToLaterWhenFull() {
    FrontOptions options;
    options.maxConnections = 2;
    FrontDoor door(options);
    door.node().setConnections(2);

    CPPUNIT_ASSERT_EQUAL("503 the server is full; server.max_connections is reached"s,
                         refusalOf(door, requestFor("/ws/f")));
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(UpgradeHandlerTest);

}  // namespace
}  // namespace fanfare::http
