#include "http/api_keys.h"

#include <cppunit/extensions/HelperMacros.h>

namespace fanfare::http {
namespace {

ApiKey keyOf(const char* name, const char* secret) {
  ApiKey key;
  key.name = name;
  key.secret = secret;
  return key;
}

class ApiKeysTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ApiKeysTest);
  CPPUNIT_TEST(findsTheKeyOfAToken);
  CPPUNIT_TEST(findsNoneForAnyOtherToken);
  CPPUNIT_TEST(holdsTheScopesItWasGiven);
  CPPUNIT_TEST(reachesTheFacilitiesOfItsPatterns);
  CPPUNIT_TEST_SUITE_END();

 public:
  void findsTheKeyOfAToken() {
    CPPUNIT_ASSERT_EQUAL(std::string("shop"), keys_.find("Bearer s1")->name);
    CPPUNIT_ASSERT_EQUAL(std::string("blog"), keys_.find("bearer s2")->name);
  }

  void findsNoneForAnyOtherToken() {
    for (const char* wrong : {"", "s1", "Bearer", "Bearer ", "Bearer s", "Bearer s11", "Bearer  s1",
                              "Basic s1", "Bearer s1 "}) {
      CPPUNIT_ASSERT_MESSAGE(wrong, !keys_.find(wrong));
    }
  }

  void holdsTheScopesItWasGiven() {
    ApiKey reader = keyOf("a", "b");
    reader.scopes = {*apiScopeOf("read")};
    ApiKey admin = keyOf("a", "b");
    admin.scopes = {*apiScopeOf("admin")};

    CPPUNIT_ASSERT(reader.holds(ApiScope::kRead) && !reader.holds(ApiScope::kPublish));
    CPPUNIT_ASSERT(admin.holds(ApiScope::kRead) && admin.holds(ApiScope::kPublish));
    CPPUNIT_ASSERT(!keyOf("a", "b").holds(ApiScope::kAdmin));
    CPPUNIT_ASSERT(!apiScopeOf("write"));
  }

  void reachesTheFacilitiesOfItsPatterns() {
    ApiKey key = keyOf("a", "b");
    CPPUNIT_ASSERT(key.reaches("anything"));
    key.facilities = {"shop-*", "news"};
    CPPUNIT_ASSERT(key.reaches("shop-1") && key.reaches("news"));
    CPPUNIT_ASSERT(!key.reaches("shop") && !key.reaches("news2"));
  }

 private:
  const ApiKeys keys_{{keyOf("shop", "s1"), keyOf("blog", "s2")}};
};

CPPUNIT_TEST_SUITE_REGISTRATION(ApiKeysTest);

}  // namespace
}  // namespace fanfare::http
