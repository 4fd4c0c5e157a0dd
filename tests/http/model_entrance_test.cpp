#include "http/model_entrance.h"

#include <algorithm>

#include <cppunit/extensions/HelperMacros.h>

#include "dialects/fanfare_v1.h"
#include "dialects/raw.h"

namespace fanfare::http {
namespace {

using namespace std::string_literals;

// A handshake that is right, but for `changes`: an empty value leaves the header out.
Handshake handshakeWith(const Fields& changes) {
  Fields headers = {{"Upgrade", "WebSocket"},
                    {"Connection", "keep-alive, Upgrade"},
                    {"Sec-WebSocket-Version", "13"},
                    {"Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="}};
  Handshake handshake;
  for (const Field& field : headers) {
    const auto change = std::find_if(changes.begin(), changes.end(),
                                     [&](const Field& one) { return one.name == field.name; });
    const Field& taken = change == changes.end() ? field : *change;
    if (!taken.value.empty()) handshake.headers.push_back(taken);
  }
  return handshake;
}

std::string textOf(const std::optional<Refusal>& refusal) {
  return refusal ? std::to_string(refusal->status) + " " + refusal->reason : "";
}

class ModelEntranceTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ModelEntranceTest);
  CPPUNIT_TEST(takesWhatIsRight);
  CPPUNIT_TEST(refusesAnotherMethodOrProtocol);
  CPPUNIT_TEST(refusesWhoDoesNotWishToUpgrade);
  CPPUNIT_TEST(asksForVersion13);
  CPPUNIT_TEST(refusesAKeyThatIsNone);
  CPPUNIT_TEST(hasWhatBeginsWithItsPrefix);
  CPPUNIT_TEST(speaksTheDialectThatIsOffered);
  CPPUNIT_TEST(namesTheVersionItSpeaksIn426);
  CPPUNIT_TEST_SUITE_END();

 public:
  void takesWhatIsRight() {
    CPPUNIT_ASSERT_EQUAL(""s, noUpgrade({}));
    CPPUNIT_ASSERT_EQUAL(""s, noWebSocket({}));
  }

  void refusesAnotherMethodOrProtocol() {
    const Handshake handshake = handshakeWith({});

    CPPUNIT_ASSERT_EQUAL("400 HTTP method must be a GET"s,
                         textOf(entrance_.whyNoUpgrade({"POST", "HTTP/1.1", handshake})));
    CPPUNIT_ASSERT_EQUAL("400 HTTP server protocol must be 1.1"s,
                         textOf(entrance_.whyNoUpgrade({"GET", "HTTP/1.0", handshake})));
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
    const auto noKey = [this](const char* key) {
      return noWebSocket({{"Sec-WebSocket-Key", key}});
    };

    CPPUNIT_ASSERT_EQUAL("400 Sec-WebSocket-Key header is missing/empty"s, noKey(""));
    for (const char* key : {"YWJj", "abcde", "dGhlIHNhbXBsZSBub25jZQ=", "dGhlIHNhbXBsZSBub25jZQ===",
                            "dGhlIHNhbXBsZSBub25jZR==", "dGhlIHNhbXBsZSBub25jZ\"=="}) {
      CPPUNIT_ASSERT_EQUAL("400 Invalid key: "s + key, noKey(key));
    }
    CPPUNIT_ASSERT_EQUAL("400 Invalid key: ??"s, noKey("\xC3\xA9"));
    CPPUNIT_ASSERT(noKey(std::string(10000, 'a').c_str()).size() < 100);
  }

  void hasWhatBeginsWithItsPrefix() {
    const auto entry = entrance_.entryAt("/ws/a/b");

    CPPUNIT_ASSERT_EQUAL("a/b"s, entry->facility);
    CPPUNIT_ASSERT_EQUAL(std::size_t{4}, entry->matched);
    CPPUNIT_ASSERT(!entrance_.entryAt("/ws"));
    CPPUNIT_ASSERT(!entrance_.entryAt("/w"));
  }

  void speaksTheDialectThatIsOffered() {
    CPPUNIT_ASSERT_EQUAL("raw"s, std::string(entrance_.dialectFor("a, b").name()));
    CPPUNIT_ASSERT_EQUAL("fanfare.v1"s, std::string(entrance_.dialectFor("a, fanfare.v1").name()));
  }

  void namesTheVersionItSpeaksIn426() {
    const auto form = entrance_.formOf({426, "words"});

    CPPUNIT_ASSERT_EQUAL("words"s, form.body);
    CPPUNIT_ASSERT_EQUAL("Sec-WebSocket-Version"s, form.headers.at(0).name);
    CPPUNIT_ASSERT(entrance_.formOf({403, "words"}).headers.empty());
  }

 private:
  std::string noUpgrade(const Fields& changes) const {
    const Handshake handshake = handshakeWith(changes);
    return textOf(entrance_.whyNoUpgrade({"GET", "HTTP/1.1", handshake}));
  }
  std::string noWebSocket(const Fields& changes) const {
    const Handshake handshake = handshakeWith(changes);
    return textOf(entrance_.whyNoWebSocket({"GET", "HTTP/1.1", handshake}));
  }

  const dialects::Raw raw_{};
  const dialects::FanfareV1 fanfareV1_{};
  const ModelEntrance entrance_{{}, {&raw_, &fanfareV1_}};
};

CPPUNIT_TEST_SUITE_REGISTRATION(ModelEntranceTest);

}  // namespace
}  // namespace fanfare::http
