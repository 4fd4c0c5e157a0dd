#include "http/origin.h"

#include <cppunit/extensions/HelperMacros.h>

namespace fanfare::http {
namespace {

using namespace std::string_literals;

Handshake handshakeWith(Fields headers, const char* peer = "127.0.0.1") {
  Handshake handshake;
  handshake.headers = std::move(headers);
  handshake.peerAddress = peer;
  return handshake;
}

OriginRules rulesFor(const std::vector<std::string>& allow,
                     const std::vector<std::string>& hosts = {}) {
  return OriginRules::of(allow, hosts, AddressList::loopback()).value();
}

// 0 for whom it lets in.
int statusOf(const OriginRules& rules, const Handshake& handshake) {
  const auto refusal = rules.refusalOf(handshake);
  return refusal ? refusal->status : 0;
}

int statusOf(const std::string& host, const std::string& origin) {
  return statusOf(OriginRules(), handshakeWith({{"Host", host}, {"Origin", origin}}));
}

class OriginTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(OriginTest);
  CPPUNIT_TEST(readsSchemeHostAndPort);
  CPPUNIT_TEST(letsTheSameOriginIn);
  CPPUNIT_TEST(refusesWhatOnlyLooksLikeTheSameOrigin);
  CPPUNIT_TEST(letsListedOriginsInAndNoOthers);
  CPPUNIT_TEST(letsNullInOnlyIfListed);
  CPPUNIT_TEST(letsEveryPageInWhereToldSo);
  CPPUNIT_TEST(believesAProxyThatIsTrusted);
  CPPUNIT_TEST(doesNotBelieveAnybodyElse);
  CPPUNIT_TEST(refusesAnotherSiteThatSendsNoOrigin);
  CPPUNIT_TEST(answersOnlyToItsHostsWhereTheyAreSet);
  CPPUNIT_TEST(tellsWhatWouldLetAForeignOriginIn);
  CPPUNIT_TEST(refusesAHostThatCannotBeRead);
  CPPUNIT_TEST(namesASettingThatIsNoOrigin);
  CPPUNIT_TEST(listsThePagesThatMayConnectWhateverTheHost);
  CPPUNIT_TEST_SUITE_END();

 public:
  void readsSchemeHostAndPort() {
    CPPUNIT_ASSERT(originIn("HTTPS://Shop.Example") == (WebOrigin{"https", "shop.example", 443}));
    CPPUNIT_ASSERT(originIn("http://[::1]:8080") == (WebOrigin{"http", "[::1]", 8080}));
    CPPUNIT_ASSERT_EQUAL("https://a"s, originIn("https://a:443")->text());
    CPPUNIT_ASSERT_EQUAL("http://a:443"s, originIn("http://a:443")->text());
    for (const char* bad :
         {"", "null", "shop.example", "http://", "http://a/", "http://u@a", "http://a:0",
          "http://a:65536", "http://a:x", "http://a b", "http://[::1", "http://[x]", "http://a?b",
          "://a", "http://a,http://b"}) {
      CPPUNIT_ASSERT_MESSAGE(bad, !originIn(bad));
    }
  }

  void letsTheSameOriginIn() {
    CPPUNIT_ASSERT_EQUAL(0, statusOf("127.0.0.1:8080", "http://127.0.0.1:8080"));
    CPPUNIT_ASSERT_EQUAL(0, statusOf("shop.example:80", "http://Shop.Example"));
    CPPUNIT_ASSERT_EQUAL(0, statusOf("[::1]:8080", "http://[::1]:8080"));
    CPPUNIT_ASSERT_EQUAL(0, statusOf(OriginRules(), handshakeWith({{"Host", "a"}})));
  }

  void refusesWhatOnlyLooksLikeTheSameOrigin() {
    for (const char* origin :
         {"https://shop.example", "http://shop.example:8080", "http://shop.exampl",
          "http://shop.example.evil.example", "http://evil.example/shop.example", "null", "",
          "not an origin", "http://shop.example, http://evil.example"}) {
      CPPUNIT_ASSERT_EQUAL_MESSAGE(origin, 403, statusOf("shop.example", origin));
    }
  }

  void letsListedOriginsInAndNoOthers() {
    const OriginRules rules = rulesFor({"https://shop.example", "http://b:81"});
    const auto status = [&](const char* origin) {
      return statusOf(rules, handshakeWith({{"Host", "ws.example"}, {"Origin", origin}}));
    };

    CPPUNIT_ASSERT_EQUAL(0, status("https://shop.example:443"));
    CPPUNIT_ASSERT_EQUAL(0, status("http://b:81"));
    CPPUNIT_ASSERT_EQUAL(0, status("http://ws.example"));
    CPPUNIT_ASSERT_EQUAL(403, status("http://shop.example"));
    CPPUNIT_ASSERT_EQUAL(403, status("http://b"));
  }

  void letsNullInOnlyIfListed() {
    const Handshake page = handshakeWith({{"Host", "a"}, {"Origin", "null"}});

    CPPUNIT_ASSERT_EQUAL(403, statusOf(OriginRules(), page));
    CPPUNIT_ASSERT_EQUAL(0, statusOf(rulesFor({"null"}), page));
  }

  void letsEveryPageInWhereToldSo() {
    const OriginRules rules = rulesFor({"*"});
    for (const char* origin : {"https://evil.example", "null", "nonsense"}) {
      CPPUNIT_ASSERT_EQUAL(0, statusOf(rules, handshakeWith({{"Host", "a"}, {"Origin", origin}})));
    }
    CPPUNIT_ASSERT_EQUAL(
        0, statusOf(rules, handshakeWith({{"Host", "a"}, {"Sec-Fetch-Site", "cross-site"}})));
  }

  void believesAProxyThatIsTrusted() {
    const Field host{"Host", "backend:8080"};
    const Field origin{"Origin", "https://shop.example"};
    const std::vector<Fields> asProxiesTell = {
        {host, origin, {"Forwarded", "for=1.2.3.4;proto=https;host=shop.example, for=10.0.0.1"}},
        {host, origin, {"Forwarded", "Host=\"shop.example:443\"; Proto=https"}},
        {host, origin, {"X-Forwarded-Proto", "https"}, {"X-Forwarded-Host", "shop.example, b"}},
        {{"Host", "shop.example"}, origin, {"X-Forwarded-Proto", "wss"}},
        {{"Host", "shop.example"},
         origin,
         {"X-Forwarded-Proto", "https"},
         {"X-Forwarded-Port", "443"}}};

    for (const auto& headers : asProxiesTell) {
      CPPUNIT_ASSERT_EQUAL_MESSAGE(headers.back().value, 0,
                                   statusOf(OriginRules(), handshakeWith(headers)));
      CPPUNIT_ASSERT_EQUAL(0, statusOf(OriginRules(), handshakeWith(headers, "unix")));
    }
  }

  void doesNotBelieveAnybodyElse() {
    const Fields headers = {{"Host", "a"},
                            {"Origin", "https://shop.example"},
                            {"X-Forwarded-Proto", "https"},
                            {"X-Forwarded-Host", "shop.example"}};

    CPPUNIT_ASSERT_EQUAL(403, statusOf(OriginRules(), handshakeWith(headers, "192.0.2.1")));
  }

  void refusesAnotherSiteThatSendsNoOrigin() {
    const auto status = [](const char* site) {
      return statusOf(OriginRules(), handshakeWith({{"Host", "a"}, {"Sec-Fetch-Site", site}}));
    };

    for (const char* site : {"same-origin", "same-site", "none"}) {
      CPPUNIT_ASSERT_EQUAL_MESSAGE(site, 0, status(site));
    }
    CPPUNIT_ASSERT_EQUAL(403, status("cross-site"));
    CPPUNIT_ASSERT_EQUAL(403, status(""));
  }

  void answersOnlyToItsHostsWhereTheyAreSet() {
    const OriginRules rules = rulesFor({}, {"ws.shop.example", "other:81"});

    CPPUNIT_ASSERT_EQUAL(0, statusOf(rules, handshakeWith({{"Host", "WS.shop.example:8080"}})));
    CPPUNIT_ASSERT_EQUAL(0, statusOf(rules, handshakeWith({{"Host", "other:81"}})));
    CPPUNIT_ASSERT_EQUAL(421, statusOf(rules, handshakeWith({{"Host", "other:82"}})));
    CPPUNIT_ASSERT_EQUAL(421, statusOf(rules, handshakeWith({{"Host", "rebound.example"}})));
  }

  void tellsWhatWouldLetAForeignOriginIn() {
    const auto reasonFor = [](const char* origin) {
      return OriginRules().refusalOf(handshakeWith({{"Host", "a"}, {"Origin", origin}}))->reason;
    };

    CPPUNIT_ASSERT_EQUAL(
        "origin https://evil.example is not allowed; origin.allow = https://evil.example would let it in"s,
        reasonFor("https://evil.example"));
    CPPUNIT_ASSERT(reasonFor("https://a").find("X-Forwarded-Proto") != std::string::npos);
  }

  void refusesAHostThatCannotBeRead() {
    for (const char* host : {"", "a b", "a:b", "a/b", "[::1", "u@a"}) {
      CPPUNIT_ASSERT_EQUAL_MESSAGE(host, 400,
                                   statusOf(OriginRules(), handshakeWith({{"Host", host}})));
    }
    CPPUNIT_ASSERT_EQUAL(400, statusOf(OriginRules(), handshakeWith({})));
  }

  void namesASettingThatIsNoOrigin() {
    const auto badOrigin = OriginRules::of({"shop.example"}, {}, {});
    const auto badHost = OriginRules::of({}, {"http://a"}, {});

    CPPUNIT_ASSERT(badOrigin.error().message.find("'shop.example'") != std::string::npos);
    CPPUNIT_ASSERT(badHost.error().message.find("'http://a'") != std::string::npos);
  }

  void listsThePagesThatMayConnectWhateverTheHost() {
    const OriginRules some = rulesFor({"same-origin", "https://shop.example"});
    CPPUNIT_ASSERT(some.lists("https://shop.example"));
    CPPUNIT_ASSERT(some.lists("https://shop.example:443"));
    for (const char* other : {"https://evil.example", "http://shop.example", "null", "", "*"}) {
      CPPUNIT_ASSERT_MESSAGE(other, !some.lists(other));
    }

    CPPUNIT_ASSERT(rulesFor({"null"}).lists("null"));
    for (const char* page : {"https://evil.example", "null"}) {
      CPPUNIT_ASSERT_MESSAGE(page, rulesFor({"*"}).lists(page));
    }
    CPPUNIT_ASSERT(!rulesFor({"*"}).lists("no origin"));
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(OriginTest);

}  // namespace
}  // namespace fanfare::http
