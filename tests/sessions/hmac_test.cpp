#include "sessions/hmac.h"

#include <cppunit/extensions/HelperMacros.h>

#include "support/tokens.h"

namespace fanfare::sessions {
namespace {

using namespace std::string_literals;

class HmacTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(HmacTest);
  CPPUNIT_TEST(agreesWithTheVectorsOfTheStandards);
  CPPUNIT_TEST(keepsNothingOfTheKeyBefore);
  CPPUNIT_TEST(digestsText);
  CPPUNIT_TEST(comparesWholeTexts);
  CPPUNIT_TEST_SUITE_END();

 public:
  // RFC 2202 and RFC 4231, test case 2.
  void agreesWithTheVectorsOfTheStandards() {
    const auto made = [](Digest digest) {
      return hexOf(hmacOf(digest, "Jefe", "what do ya want for nothing?"));
    };
    CPPUNIT_ASSERT_EQUAL("effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"s, made(Digest::kSha1));
    CPPUNIT_ASSERT_EQUAL("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"s,
                         made(Digest::kSha256));
    CPPUNIT_ASSERT_EQUAL("af45d2e376484031617f78d2b58a6b1b"s, made(Digest::kSha384).substr(0, 32));
    CPPUNIT_ASSERT_EQUAL("164b7a7bfcf819e2e395fbe73b56e0a3"s, made(Digest::kSha512).substr(0, 32));
  }

  void keepsNothingOfTheKeyBefore() {
    const std::string before = hmacOf(Digest::kSha256, "Jefe", "text");
    const auto ofNone = "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad"s;

    CPPUNIT_ASSERT_EQUAL(ofNone, hexOf(hmacOf(Digest::kSha256, "", "")));
    CPPUNIT_ASSERT_EQUAL(ofNone, hexOf(hmacOf(Digest::kSha256, {}, {})));

    CPPUNIT_ASSERT_EQUAL(before, hmacOf(Digest::kSha256, "Jefe", "text"));
  }

  void digestsText() {
    CPPUNIT_ASSERT_EQUAL("a9993e364706816aba3e25717850c26c9cd0d89d"s,
                         hexOf(digestOf(Digest::kSha1, "abc")));
  }

  void comparesWholeTexts() {
    CPPUNIT_ASSERT(isSame("", ""));
    CPPUNIT_ASSERT(isSame("a\0b"s, "a\0b"s));
    CPPUNIT_ASSERT(!isSame("abc", "abd"));
    CPPUNIT_ASSERT(!isSame("abc", "ab"));
    CPPUNIT_ASSERT(!isSame("", "a"));
  }

 private:
  static std::string hexOf(const std::string& bytes) {
    constexpr char kDigits[] = "0123456789abcdef";
    std::string hex;
    for (const char c : bytes) hex += {kDigits[(c >> 4) & 15], kDigits[c & 15]};
    return hex;
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(HmacTest);

}  // namespace
}  // namespace fanfare::sessions
