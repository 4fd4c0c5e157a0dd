#include "http/upgrade_request.h"

#include <cppunit/extensions/HelperMacros.h>

#include "fanfare/handshake.h"

namespace fanfare::http {
namespace {

using namespace std::string_literals;
using Poco::Net::HTTPRequest;

// A handshake that is right, but for `changes`: an empty value leaves the header out.
HTTPRequest requestWith(const Fields& changes) {
  HTTPRequest request("GET", "/ws/a", "HTTP/1.1");
  request.set("Upgrade", "WebSocket");
  request.set("Connection", "keep-alive, Upgrade");
  request.set("Sec-WebSocket-Version", "13");
  request.set("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==");
  for (const auto& [name, value] : changes) {
    value.empty() ? request.erase(name) : request.set(name, value);
  }
  return request;
}

std::string textOf(const std::optional<Refusal>& refusal) {
  return refusal ? std::to_string(refusal->status) + " " + refusal->reason : "";
}

std::string noUpgrade(const Fields& changes) { return textOf(whyNoUpgrade(requestWith(changes))); }
std::string noWebSocket(const Fields& changes) {
  return textOf(whyNoWebSocket(requestWith(changes)));
}

class UpgradeRequestTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(UpgradeRequestTest);
  CPPUNIT_TEST(takesWhatIsRight);
  CPPUNIT_TEST(refusesAnotherMethodOrProtocol);
  CPPUNIT_TEST(refusesWhoDoesNotWishToUpgrade);
  CPPUNIT_TEST(asksForVersion13);
  CPPUNIT_TEST(refusesAKeyThatIsNone);
  CPPUNIT_TEST(findsATokenInAList);
  CPPUNIT_TEST_SUITE_END();

 public:
  void takesWhatIsRight() {
    CPPUNIT_ASSERT_EQUAL(""s, noUpgrade({}));
    CPPUNIT_ASSERT_EQUAL(""s, noWebSocket({}));
  }

  void refusesAnotherMethodOrProtocol() {
    HTTPRequest post = requestWith({});
    post.setMethod("POST");
    HTTPRequest old = requestWith({});
    old.setVersion("HTTP/1.0");

    CPPUNIT_ASSERT_EQUAL("400 HTTP method must be a GET"s, textOf(whyNoUpgrade(post)));
    CPPUNIT_ASSERT_EQUAL("400 HTTP server protocol must be 1.1"s, textOf(whyNoUpgrade(old)));
  }

  void refusesWhoDoesNotWishToUpgrade() {
    const std::string words = "400 Client does not wish to upgrade to a websocket";

    CPPUNIT_ASSERT_EQUAL(words, noUpgrade({{"Upgrade", ""}}));
    CPPUNIT_ASSERT_EQUAL(words, noUpgrade({{"Upgrade", "h2c"}}));
    CPPUNIT_ASSERT_EQUAL(words, noUpgrade({{"Connection", ""}}));
    CPPUNIT_ASSERT_EQUAL(words, noUpgrade({{"Connection", "keep-alive, upgraded"}}));
  }

  void asksForVersion13() {
    for (const char* version : {"", "6", "8", "14", "13, 8", "013"}) {
      const std::string text = noWebSocket({{"Sec-WebSocket-Version", version}});
      CPPUNIT_ASSERT_EQUAL_MESSAGE(version, "426 Sec-WebSocket-Version must be 13"s, text);
    }
  }

  void refusesAKeyThatIsNone() {
    const auto noKey = [](const char* key) { return noWebSocket({{"Sec-WebSocket-Key", key}}); };

    CPPUNIT_ASSERT_EQUAL("400 Sec-WebSocket-Key header is missing/empty"s, noKey(""));
    for (const char* key : {"YWJj", "abcde", "dGhlIHNhbXBsZSBub25jZQ=", "dGhlIHNhbXBsZSBub25jZQ===",
                            "dGhlIHNhbXBsZSBub25jZR==", "dGhlIHNhbXBsZSBub25jZ\"=="}) {
      CPPUNIT_ASSERT_EQUAL("400 Invalid key: "s + key, noKey(key));
    }
    CPPUNIT_ASSERT_EQUAL("400 Invalid key: ??"s, noKey("\xC3\xA9"));
    CPPUNIT_ASSERT(noKey(std::string(10000, 'a').c_str()).size() < 100);
  }

  void findsATokenInAList() {
    CPPUNIT_ASSERT(listHas("a,\tFanfare.V1 , b", "fanfare.v1"));
    CPPUNIT_ASSERT(!listHas("fanfare.v10, xfanfare.v1", "fanfare.v1"));
    CPPUNIT_ASSERT(!listHas("", "a"));
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(UpgradeRequestTest);

}  // namespace
}  // namespace fanfare::http
