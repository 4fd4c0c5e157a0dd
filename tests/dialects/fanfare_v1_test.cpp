#include "dialects/fanfare_v1.h"

#include <string>
#include <utility>
#include <vector>

#include <cppunit/extensions/HelperMacros.h>

namespace fanfare::dialects {
namespace {

const Channel kChat = Channel::parse("broadcast:chat").value();
const Channel kOwnSession = Channel::parse("session:s3cret:chat").value();

class FanfareV1Test : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(FanfareV1Test);
  CPPUNIT_TEST(encodesAText);
  CPPUNIT_TEST(encodesBytesThatAreNoText);
  CPPUNIT_TEST(hidesTheSessionKey);
  CPPUNIT_TEST(readsAPublish);
  CPPUNIT_TEST(readsEscapesAndNulls);
  CPPUNIT_TEST(readsSubscribeAndUnsubscribe);
  CPPUNIT_TEST(readsItsOwnSession);
  CPPUNIT_TEST(readsAFacilityWithAColon);
  CPPUNIT_TEST(namesWhatIsWrong);
  CPPUNIT_TEST(tellsNobodyASessionKey);
  CPPUNIT_TEST(refusesDeepAndLongRequests);
  CPPUNIT_TEST(welcomesWithWhatWasGrantedAndRefused);
  CPPUNIT_TEST(tellsWhoCountsAsAnonymousAlthoughHeSentCredentials);
  CPPUNIT_TEST(tellsOfALaterGrant);
  CPPUNIT_TEST(tellsOfErrors);
  CPPUNIT_TEST_SUITE_END();

 public:
  void encodesAText() {
    CPPUNIT_ASSERT_EQUAL(
        std::string(R"({"type":"message","channel":"broadcast:chat","data":"a \"b\"\nж"})"),
        encoded(kChat, "a \"b\"\nж"));
    CPPUNIT_ASSERT(dialect_.speaksText());
  }

  void encodesBytesThatAreNoText() {
    CPPUNIT_ASSERT_EQUAL(
        std::string(R"({"type":"message","channel":"broadcast:chat","data":"/wA=","base64":true})"),
        encoded(kChat, std::string("\xff\0", 2)));
  }

  void hidesTheSessionKey() {
    CPPUNIT_ASSERT_EQUAL(
        std::string(R"({"type":"message","channel":"session:self:chat","data":"hi"})"),
        encoded(kOwnSession, "hi"));
  }

  void readsAPublish() {
    const auto request =
        std::get<PublishRequest>(decode(R"({"publish": "broadcast:chat", "data": "hi"})"));

    CPPUNIT_ASSERT(request.channel == kChat);
    CPPUNIT_ASSERT_EQUAL(std::string("hi"), request.message->payload);
  }

  void readsEscapesAndNulls() {
    const auto request = std::get<PublishRequest>(
        decode(R"({"data":"\u0000\ud83d\ude00\/\n","publish":"broadcast:chat"})"));

    CPPUNIT_ASSERT_EQUAL(std::string("\0\xf0\x9f\x98\x80/\n", 7), request.message->payload);
  }

  void readsSubscribeAndUnsubscribe() {
    const auto subscribe = std::get<SubscribeRequest>(
        decode(R"({"subscribe":["room:a:chat","room:b:chat","room:a:chat"]})"));
    const auto unsubscribe =
        std::get<UnsubscribeRequest>(decode(R"({"unsubscribe":["broadcast:chat"]})"));

    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, subscribe.channels.size());
    CPPUNIT_ASSERT_EQUAL(std::string_view("room:b:chat"), subscribe.channels[1].key());
    CPPUNIT_ASSERT(unsubscribe.channels == std::vector<Channel>{kChat});
  }

  void readsItsOwnSession() {
    const auto request =
        std::get<PublishRequest>(decode(R"({"publish":"session:self:chat","data":"hi"})"));

    CPPUNIT_ASSERT(request.channel == kOwnSession);
  }

  void readsAFacilityWithAColon() {
    const auto request =
        std::get<SubscribeRequest>(decode(R"({"subscribe":["broadcast:a:b","session:self:a:b"]})"));

    CPPUNIT_ASSERT(request.channels[0].facility() == "a:b");
    CPPUNIT_ASSERT_EQUAL(std::string_view("session:s3cret:a:b"), request.channels[1].key());
  }

  void namesWhatIsWrong() {
    const std::vector<std::pair<std::string, std::string>> cases = {
        {"", "bad_json: not JSON, or nested too deep"},
        {"hello", "bad_json: not JSON, or nested too deep"},
        {R"({"publish":"broadcast:chat","data":"hi"} x)", "bad_json: not JSON, or nested too deep"},
        {R"(["publish"])", "bad_json: not a JSON object"},
        {R"([{"publish":"broadcast:chat","data":"hi"}])", "bad_json: not a JSON object"},
        {"{}", "bad_request: neither publish, subscribe nor unsubscribe"},
        {R"({"data":"hi"})", "bad_request: neither publish, subscribe nor unsubscribe"},
        {R"({"publish":"broadcast:chat"})", "bad_request: data: is missing"},
        {R"({"publish":"broadcast:chat","data":1})", "bad_request: data: is not a string"},
        {R"({"publish":"broadcast:chat","data":{"a":"b"}})", "bad_request: data: is not a string"},
        {R"({"publish":"broadcast:chat","data":null})", "bad_request: data: is not a string"},
        {R"({"publish":"broadcast:chat","data":["a"]})", "bad_request: data: is not a string"},
        {R"({"publish":"broadcast:chat","data":""})", "bad_request: data: is empty"},
        {R"({"publish":true,"data":"a"})", "bad_request: publish: is not a channel's key"},
        {R"({"publish":"chat","data":"a"})", "bad_channel: publish: 'chat' is not a channel"},
        {R"({"publish":"broadcast:chat","data":"a","to":"b"})",
         "bad_request: 'to': unknown in a publish"},
        {R"({"publish":"broadcast:chat","data":"a","data":"b"})",
         "bad_request: data: stands there twice"},
        {R"({"subscribe":["broadcast:chat"],"publish":"broadcast:chat","data":"a"})",
         "bad_request: 'subscribe': unknown in a publish"},
        {R"({"subscribe":"broadcast:chat"})",
         "bad_request: subscribe: is not an array of channels' keys"},
        {R"({"subscribe":["broadcast:chat",1]})",
         "bad_request: subscribe: is not an array of channels' keys"},
        {R"({"subscribe":[["broadcast:chat"]]})",
         "bad_request: subscribe: is not an array of channels' keys"},
        {R"({"subscribe":[]})", "bad_request: subscribe: is empty"},
        {R"({"unsubscribe":["user::chat"]})",
         "bad_channel: unsubscribe: 'user::chat' is not a channel"},
    };
    for (const auto& [payload, complaint] : cases) {
      CPPUNIT_ASSERT_EQUAL_MESSAGE(payload, complaint, complaintAbout(payload));
    }
    const auto binary = dialect_.decode("{}", PayloadKind::kBinary, "");
    CPPUNIT_ASSERT_EQUAL(std::string("bad_json"), std::get<MalformedRequest>(binary).code);
  }

  void tellsNobodyASessionKey() {
    CPPUNIT_ASSERT_EQUAL(
        std::string("bad_channel: publish: 'session:' is followed by 'self:' and a facility"),
        complaintAbout(R"({"publish":"session:s3cret:chat","data":"a"})"));
    const auto request =
        dialect_.decode(R"({"publish":"session:self:chat","data":"a"})", PayloadKind::kText, "");
    CPPUNIT_ASSERT_EQUAL(std::string("no_session"), std::get<MalformedRequest>(request).code);
  }

  void refusesDeepAndLongRequests() {
    std::string many = R"({"subscribe":["room:0:chat")";
    for (std::size_t i = 1; i <= FanfareV1::kMaxChannels; ++i) {
      many += ",\"room:" + std::to_string(i) + ":chat\"";
    }
    const std::string deep = "{\"publish\":" + std::string(100'000, '[');

    CPPUNIT_ASSERT_EQUAL(std::string("bad_request: subscribe: more than 100 channels"),
                         complaintAbout(many + "]}"));
    CPPUNIT_ASSERT_EQUAL(std::string("bad_json: not JSON, or nested too deep"),
                         complaintAbout(deep));
    const std::string longKey(2000, 'k');
    CPPUNIT_ASSERT_EQUAL(
        "bad_channel: publish: '" + longKey.substr(0, 64) + "...' is not a channel",
        complaintAbout("{\"data\":\"a\",\"publish\":\"" + longKey + "\"}"));
  }

  void welcomesWithWhatWasGrantedAndRefused() {
    Grant grant;
    grant.granted = {
        {Access::kSubscribe, kChat}, {Access::kSubscribe, kOwnSession}, {Access::kPublish, kChat}};
    grant.withheld = {{{Access::kPublish, kOwnSession}, "subscribe-only"}};
    grant.passedOver = {{"subscribe-user", "anonymous"}};

    CPPUNIT_ASSERT_EQUAL(
        std::string(R"({"type":"welcome","connection":"18446744073709551615","user":null,)"
                    R"("channels":["broadcast:chat","session:self:chat"],)"
                    R"("publish":["broadcast:chat"],)"
                    R"("refused":[{"access":"publish","channel":"session:self:chat",)"
                    R"("rule":"subscribe-only"},{"asked":"subscribe-user","rule":"anonymous"}]})"),
        dialect_.welcome({~ConnectionId{0}, "", grant}));
    CPPUNIT_ASSERT_EQUAL(
        std::string(R"({"type":"welcome","connection":"1","user":"a\"b","channels":[],)"
                    R"("publish":[],"refused":[]})"),
        dialect_.welcome({1, "a\"b", {}}));
  }

  void tellsWhoCountsAsAnonymousAlthoughHeSentCredentials() {
    CPPUNIT_ASSERT_EQUAL(std::string(R"({"type":"welcome","connection":"1","user":null,)"
                                     R"("anonymous_because":"jwt: the token has expired",)"
                                     R"("channels":[],"publish":[],"refused":[]})"),
                         dialect_.welcome({1, "", {}, "jwt: the token has expired"}));
  }

  void tellsOfALaterGrant() {
    Grant grant;
    grant.granted = {{Access::kSubscribe, kChat}};

    CPPUNIT_ASSERT_EQUAL(
        std::string(
            R"({"type":"granted","channels":["broadcast:chat"],"publish":[],"refused":[]})"),
        dialect_.granted(grant));
  }

  void tellsOfErrors() {
    CPPUNIT_ASSERT_EQUAL(
        std::string(R"({"type":"error","code":"bad_json","message":"not \"JSON\""})"),
        dialect_.error("bad_json", "not \"JSON\""));
  }

 private:
  std::string encoded(const Channel& channel, std::string payload) const {
    std::string scratch = "left from before";
    return std::string(dialect_.encode(channel, *makeMessage(std::move(payload)), scratch));
  }

  ClientRequest decode(const std::string& payload) const {
    return dialect_.decode(payload, PayloadKind::kText, "s3cret");
  }

  std::string complaintAbout(const std::string& payload) const {
    const auto request = decode(payload);
    const auto* malformed = std::get_if<MalformedRequest>(&request);
    return malformed ? malformed->code + ": " + malformed->message : "none";
  }

  const FanfareV1 dialect_{};
};

CPPUNIT_TEST_SUITE_REGISTRATION(FanfareV1Test);

}  // namespace
}  // namespace fanfare::dialects
