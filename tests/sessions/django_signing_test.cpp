#include "sessions/django_signing.h"

#include <string>

#include <cppunit/extensions/HelperMacros.h>

#include "support/session_cookies.h"

namespace fanfare::sessions {
namespace {

using namespace std::string_literals;

DjangoSecrets secrets() { return {"django secret", {}, {Digest::kSha256}}; }

std::string nameIn(const std::string& text, const DjangoSecrets& with) {
  const auto content = DjangoText(with).read(text);
  return content ? content->at("username")->asText().value_or("") : content.error().message;
}

class DjangoSigningTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(DjangoSigningTest);
  CPPUNIT_TEST(readsWhatDjangoStored);
  CPPUNIT_TEST(readsWhatOldDjangosStored);
  CPPUNIT_TEST(readsWhatAFormerKeySigned);
  CPPUNIT_TEST(refusesWhatAnotherKeySigned);
  CPPUNIT_TEST(refusesADigestThatIsNotListed);
  CPPUNIT_TEST(refusesWhatWasSignedForSomethingElse);
  CPPUNIT_TEST(refusesWhatWasChanged);
  CPPUNIT_TEST(refusesWhatIsCut);
  CPPUNIT_TEST_SUITE_END();

 public:
  void readsWhatDjangoStored() {
    CPPUNIT_ASSERT_EQUAL("alice"s, nameIn(testing::kDjangoStored, secrets()));
    CPPUNIT_ASSERT_EQUAL("alice"s, nameIn(testing::kDjangoStoredDeflated, secrets()));
  }

  void readsWhatOldDjangosStored() {
    CPPUNIT_ASSERT_EQUAL("alice"s, nameIn(testing::kDjangoStoredLegacy, secrets()));
  }

  void readsWhatAFormerKeySigned() {
    const DjangoSecrets rotated{"new", {"older", "django secret"}, {Digest::kSha256}};
    CPPUNIT_ASSERT_EQUAL("alice"s, nameIn(testing::kDjangoStored, rotated));
    CPPUNIT_ASSERT_EQUAL("alice"s, nameIn(testing::kDjangoStoredLegacy, rotated));
  }

  void refusesWhatAnotherKeySigned() {
    const DjangoSecrets other{"another secret", {"older"}, {Digest::kSha256, Digest::kSha1}};
    for (const char* text :
         {testing::kDjangoStored, testing::kDjangoStoredDeflated, testing::kDjangoStoredLegacy}) {
      CPPUNIT_ASSERT_EQUAL("the session's signature is not that of a known key"s,
                           nameIn(text, other));
    }
  }

  void refusesADigestThatIsNotListed() {
    CPPUNIT_ASSERT_EQUAL("the session's signature is not that of a known key"s,
                         nameIn(testing::kDjangoStored, {"django secret", {}, {Digest::kSha1}}));
  }

  void refusesWhatWasSignedForSomethingElse() {
    CPPUNIT_ASSERT_EQUAL("the session's signature is not that of a known key"s,
                         nameIn(testing::kDjango5, secrets()));
  }

  void refusesWhatWasChanged() {
    for (const std::string& good :
         std::vector<std::string>{testing::kDjangoStored, testing::kDjangoStoredLegacy}) {
      for (std::size_t i = 0; i < good.size(); ++i) {
        std::string forged = good;
        forged[i] = forged[i] == 'A' ? 'B' : 'A';
        CPPUNIT_ASSERT(!DjangoText(secrets()).read(forged).has_value());
      }
    }
  }

  void refusesWhatIsCut() {
    for (const std::string& good :
         std::vector<std::string>{testing::kDjangoStored, testing::kDjangoStoredLegacy}) {
      for (std::size_t size = 0; size < good.size(); ++size) {
        CPPUNIT_ASSERT(!DjangoText(secrets()).read(good.substr(0, size)).has_value());
      }
    }
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(DjangoSigningTest);

}  // namespace
}  // namespace fanfare::sessions
