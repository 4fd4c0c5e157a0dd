#include "sessions/signed_cookie.h"

#include <zlib.h>

#include <string>

#include <cppunit/extensions/HelperMacros.h>

#include "support/session_cookies.h"
#include "support/tokens.h"

namespace fanfare::sessions {
namespace {

using namespace std::string_literals;

constexpr std::chrono::system_clock::time_point kSigned{std::chrono::seconds(1'000'000)};

std::optional<std::int64_t> decimal(std::string_view text) {
  if (text.empty()) return std::nullopt;
  return std::stoll(std::string(text));
}

std::optional<std::int64_t> flaskTime(std::string_view) { return 1'000'000; }

class SignedCookieTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(SignedCookieTest);
  CPPUNIT_TEST(opensWhatWasSigned);
  CPPUNIT_TEST(opensWhatAFrameworkSigned);
  CPPUNIT_TEST(inflatesWhatAFrameworkDeflated);
  CPPUNIT_TEST(opensWithEachOfItsKeys);
  CPPUNIT_TEST(refusesAnotherKey);
  CPPUNIT_TEST(refusesWhatWasChanged);
  CPPUNIT_TEST(refusesWhatIsCut);
  CPPUNIT_TEST(refusesWhatHasExpired);
  CPPUNIT_TEST(refusesWhatIsFromTheFuture);
  CPPUNIT_TEST(agesOnlyWhereItIsTold);
  CPPUNIT_TEST(refusesATimeBeyondTheClock);
  CPPUNIT_TEST(refusesWhatIsTooLarge);
  CPPUNIT_TEST(refusesABomb);
  CPPUNIT_TEST_SUITE_END();

 public:
  void opensWhatWasSigned() {
    const auto session = openSealed(sealed("hello"), seal(), kSigned + std::chrono::seconds(5));

    CPPUNIT_ASSERT_EQUAL("hello"s, session->content);
    CPPUNIT_ASSERT(session->signedAt == kSigned);
    CPPUNIT_ASSERT(*session->expiry == kSigned + std::chrono::seconds(10));
  }

  void opensWhatAFrameworkSigned() {
    const auto session = openSealed(testing::kFlaskPlain, flaskSeal(), kSigned);

    CPPUNIT_ASSERT_EQUAL(R"({"_user_id":"alice","groups":{" t":["staff","ops"]},"n":7})"s,
                         session->content);
  }

  void inflatesWhatAFrameworkDeflated() {
    const auto session = openSealed(testing::kFlaskDeflated, flaskSeal(), kSigned);

    CPPUNIT_ASSERT(session->content.find(R"({"_user_id":)") != std::string::npos);
  }

  void opensWithEachOfItsKeys() {
    Seal rotated = seal();
    rotated.keys = {{Digest::kSha256, "new"}, {Digest::kSha1, "key"}, {Digest::kSha256, "key"}};

    CPPUNIT_ASSERT(openSealed(sealed("hello"), rotated, kSigned).has_value());
  }

  void refusesAnotherKey() {
    Seal other = seal();
    other.keys = {{Digest::kSha256, "other"}, {Digest::kSha1, "key"}};
    CPPUNIT_ASSERT_EQUAL("the session's signature is not that of a known key"s,
                         whyRefused(sealed("hello"), other));
    other.keys.clear();
    CPPUNIT_ASSERT_EQUAL("the session's signature is not that of a known key"s,
                         whyRefused(sealed("hello"), other));
  }

  void refusesWhatWasChanged() {
    const std::string good = sealed("hello");
    for (std::size_t i = 0; i < good.size(); ++i) {
      std::string forged = good;
      forged[i] = forged[i] == 'x' ? 'y' : 'x';
      CPPUNIT_ASSERT(!openSealed(forged, seal(), kSigned).has_value());
    }
  }

  void refusesWhatIsCut() {
    const std::string good = sealed("hello");
    for (std::size_t size = 0; size < good.size(); ++size) {
      CPPUNIT_ASSERT(!openSealed(good.substr(0, size), seal(), kSigned).has_value());
    }
    CPPUNIT_ASSERT(!openSealed(good + "=", seal(), kSigned).has_value());
  }

  void refusesWhatHasExpired() {
    CPPUNIT_ASSERT(openSealed(sealed("a"), seal(), kSigned + std::chrono::seconds(10)).has_value());

    const auto session = openSealed(sealed("a"), seal(), kSigned + std::chrono::seconds(11));

    CPPUNIT_ASSERT_EQUAL("the session has expired"s, session.error().message);
  }

  void refusesWhatIsFromTheFuture() {
    CPPUNIT_ASSERT(openSealed(sealed("a"), seal(), kSigned - std::chrono::seconds(60)).has_value());

    const auto session = openSealed(sealed("a"), seal(), kSigned - std::chrono::seconds(61));

    CPPUNIT_ASSERT_EQUAL("the session is from the future"s, session.error().message);
  }

  void agesOnlyWhereItIsTold() {
    Seal ageless = seal();
    ageless.maxAge.reset();

    const auto session = openSealed(sealed("a"), ageless, kSigned + std::chrono::hours(10'000));

    CPPUNIT_ASSERT(session.has_value() && !session->expiry);
  }

  void refusesATimeBeyondTheClock() {
    for (const char* time : {"99999999999999999", "-1", ""}) {
      CPPUNIT_ASSERT_EQUAL("the session is malformed"s, whyRefused(signedText("YQ!" + ""s + time)));
    }
  }

  void refusesWhatIsTooLarge() {
    CPPUNIT_ASSERT_EQUAL("the session is too large"s,
                         whyRefused(sealed(std::string(kMaxSealedBytes, 'a'))));
  }

  void refusesABomb() {
    CPPUNIT_ASSERT_EQUAL(
        "the session is malformed or too large"s,
        whyRefused(signedText("." + testing::base64Url(deflated(kMaxContentBytes + 1)) + "!1")));
    CPPUNIT_ASSERT(
        openSealed(signedText("." + testing::base64Url(deflated(kMaxContentBytes)) + "!1000000"),
                   seal(), kSigned)
            .has_value());
  }

 private:
  static Seal seal() {
    return {'!', {{Digest::kSha256, "key"}}, decimal, std::chrono::seconds(10)};
  }

  static Seal flaskSeal() {
    const auto key = hmacOf(Digest::kSha1, "flask secret", "cookie-session");
    return {'.', {{Digest::kSha1, key}}, flaskTime, std::chrono::seconds(10)};
  }

  static std::string signedText(const std::string& text) {
    return text + "!" + testing::base64Url(hmacOf(Digest::kSha256, "key", text));
  }

  static std::string sealed(const std::string& content) {
    return signedText(testing::base64Url(content) + "!1000000");
  }

  static std::string deflated(std::size_t size) {
    std::string bytes(size, '\0');
    uLongf length = compressBound(size);
    std::string packed(length, '\0');
    compress(reinterpret_cast<Bytef*>(packed.data()), &length,
             reinterpret_cast<const Bytef*>(bytes.data()), size);
    packed.resize(length);
    return packed;
  }

  static std::string whyRefused(const std::string& text, const Seal& seal) {
    const auto session = openSealed(text, seal, kSigned);
    CPPUNIT_ASSERT(!session.has_value());
    return session.error().message;
  }
  static std::string whyRefused(const std::string& text) {
    Seal ageless = seal();
    ageless.maxAge.reset();
    return whyRefused(text, ageless);
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(SignedCookieTest);

}  // namespace
}  // namespace fanfare::sessions
