#include "app/config/keys.h"

#include <cppunit/extensions/HelperMacros.h>

namespace fanfare::app {
namespace {

std::string nameFor(std::string_view text) {
  const auto match = keyOf(text);
  return match ? match->key.name : "none";
}

std::string wildcardFor(std::string_view text) {
  const auto match = keyOf(text);
  return match ? match->wildcard : "none";
}

class KeysTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(KeysTest);
  CPPUNIT_TEST(takesEveryDefaultOfATableKey);
  CPPUNIT_TEST(findsAKeyByItsName);
  CPPUNIT_TEST(findsAKeyWithAPlaceholder);
  CPPUNIT_TEST(prefersTheKeyThatSaysMore);
  CPPUNIT_TEST(letsAPatternHoldDotsButNotAName);
  CPPUNIT_TEST(findsTheFileVariantOfASecretAlone);
  CPPUNIT_TEST(findsAKeyByItsVariable);
  CPPUNIT_TEST(suggestsTheNearestKey);
  CPPUNIT_TEST(suggestsTheNearestVariable);
  CPPUNIT_TEST_SUITE_END();

 public:
  void takesEveryDefaultOfATableKey() {
    for (const auto& key : keys()) {
      Config config;
      if (key.isSecret || key.namesFile) continue;
      const auto done = key.set(config, "some", key.defaultValue);
      CPPUNIT_ASSERT_MESSAGE(key.name + (done ? "" : " " + done.error().message), done);
      CPPUNIT_ASSERT_MESSAGE(key.name, !key.help.empty());
    }
  }

  void findsAKeyByItsName() {
    CPPUNIT_ASSERT_EQUAL(std::string("server.port"), nameFor("server.port"));
    for (const auto* text : {"", "server", "server.port.x", "Server.port", "server.port "}) {
      CPPUNIT_ASSERT_EQUAL_MESSAGE(text, std::string("none"), nameFor(text));
    }
  }

  void findsAKeyWithAPlaceholder() {
    CPPUNIT_ASSERT_EQUAL(std::string("api.key.<name>"), nameFor("api.key.shop"));
    CPPUNIT_ASSERT_EQUAL(std::string("shop"), wildcardFor("api.key.shop"));
    CPPUNIT_ASSERT_EQUAL(std::string("none"), nameFor("api.key."));
  }

  void prefersTheKeyThatSaysMore() {
    CPPUNIT_ASSERT_EQUAL(std::string("api.key.<name>.scope"), nameFor("api.key.shop.scope"));
    CPPUNIT_ASSERT_EQUAL(std::string("shop"), wildcardFor("api.key.shop.scope"));
    CPPUNIT_ASSERT_EQUAL(std::string("api.key.<name>_file"), nameFor("api.key.shop_file"));
  }

  void letsAPatternHoldDotsButNotAName() {
    CPPUNIT_ASSERT_EQUAL(std::string("a.b/*"), wildcardFor("facility.a.b/*.compression"));
    CPPUNIT_ASSERT_EQUAL(std::string("none"), nameFor("api.key.a.b"));
  }

  void findsTheFileVariantOfASecretAlone() {
    CPPUNIT_ASSERT_EQUAL(std::string("broker.redis.url_file"), nameFor("broker.redis.url_file"));
    CPPUNIT_ASSERT_EQUAL(std::string("none"), nameFor("server.port_file"));
  }

  void findsAKeyByItsVariable() {
    CPPUNIT_ASSERT_EQUAL(std::string("server.drain_seconds"),
                         keyOfVariable("FANFARE_SERVER_DRAIN_SECONDS")->filledIn());
    CPPUNIT_ASSERT_EQUAL(std::string("api.key.shop.scope"),
                         keyOfVariable("FANFARE_API_KEY_SHOP_SCOPE")->filledIn());
    CPPUNIT_ASSERT(!keyOfVariable("FANFARE_SERVR_PORT"));
    CPPUNIT_ASSERT(!keyOfVariable("SERVER_PORT"));
  }

  void suggestsTheNearestKey() {
    CPPUNIT_ASSERT_EQUAL(std::string("server.port"), nearestKey("servr.port"));
    CPPUNIT_ASSERT_EQUAL(std::string("api.key.shop.scope"), nearestKey("api.key.shop.scpoe"));
    CPPUNIT_ASSERT_EQUAL(std::string("facility.chat.compression"),
                         nearestKey("facility.chat.compresion"));
    CPPUNIT_ASSERT_EQUAL(std::string(), nearestKey("completely.different.thing"));
  }

  void suggestsTheNearestVariable() {
    CPPUNIT_ASSERT_EQUAL(std::string("FANFARE_SERVER_PORT"), nearestVariable("FANFARE_SERVR_PORT"));
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(KeysTest);

}  // namespace
}  // namespace fanfare::app
