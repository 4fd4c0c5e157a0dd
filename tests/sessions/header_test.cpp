#include "sessions/header.h"

#include <cppunit/extensions/HelperMacros.h>

#include "support/recording_log.h"

namespace fanfare::sessions {
namespace {

using namespace std::string_literals;
using testing::RecordingLog;

const Fields kAlice = {{"X-Auth-User", "alice"},
                       {"x-auth-groups", " staff, ops ,,staff"},
                       {"X-Auth-Session", "s3cret"}};

Handshake handshakeFrom(const char* peer, Fields headers) {
  Handshake handshake;
  handshake.headers = std::move(headers);
  handshake.peerAddress = peer;
  return handshake;
}

class HeaderResolverTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(HeaderResolverTest);
  CPPUNIT_TEST(believesATrustedProxy);
  CPPUNIT_TEST(takesHeadersUnderOtherNamesWhereToldSo);
  CPPUNIT_TEST(ignoresWhatAnybodyElseSaysAndTellsItOnce);
  CPPUNIT_TEST(ignoresWhoDoesNotKnowTheSecret);
  CPPUNIT_TEST(takesNobodyForAnonymousWithoutAWord);
  CPPUNIT_TEST(failsOnNamesThatMakeNoChannel);
  CPPUNIT_TEST(failsOnAHeaderThatCameTwice);
  CPPUNIT_TEST_SUITE_END();

 public:
  void believesATrustedProxy() {
    const Identity identity = resolve({}, handshakeFrom("127.0.0.1", kAlice)).value();

    CPPUNIT_ASSERT_EQUAL("alice"s, identity.user);
    CPPUNIT_ASSERT((identity.groups == std::vector<std::string>{"ops", "staff"}));
    CPPUNIT_ASSERT_EQUAL("s3cret"s, identity.sessionKey);
  }

  void takesHeadersUnderOtherNamesWhereToldSo() {
    HeaderOptions options;
    options.user = "Remote-User";

    const auto identity = resolve(options, handshakeFrom("unix", {{"remote-user", "bob"}}));

    CPPUNIT_ASSERT_EQUAL("bob"s, identity->user);
  }

  void ignoresWhatAnybodyElseSaysAndTellsItOnce() {
    const HeaderResolver resolver({}, log_);
    for (int i = 0; i < 3; ++i) {
      CPPUNIT_ASSERT(resolver.resolve(handshakeFrom("192.0.2.9", kAlice))->isAnonymous());
    }

    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, log_.lines().size());
    CPPUNIT_ASSERT(log_.lines()[0].find("192.0.2.9") != std::string::npos);
    CPPUNIT_ASSERT(log_.lines()[0].find("s3cret") == std::string::npos);
  }

  void ignoresWhoDoesNotKnowTheSecret() {
    HeaderOptions options;
    options.secret = "between us";
    Fields guessed = kAlice;
    guessed.push_back({"X-Auth-Secret", "between uz"});
    Fields known = kAlice;
    known.push_back({"X-Auth-Secret", "between us"});

    CPPUNIT_ASSERT(resolve(options, handshakeFrom("127.0.0.1", kAlice))->isAnonymous());
    CPPUNIT_ASSERT(resolve(options, handshakeFrom("127.0.0.1", guessed))->isAnonymous());
    CPPUNIT_ASSERT_EQUAL("alice"s, resolve(options, handshakeFrom("127.0.0.1", known))->user);
  }

  void takesNobodyForAnonymousWithoutAWord() {
    CPPUNIT_ASSERT(resolve({}, handshakeFrom("192.0.2.9", {{"Host", "a"}}))->isAnonymous());
    CPPUNIT_ASSERT(resolve({}, handshakeFrom("127.0.0.1", {{"X-Auth-User", ""}}))->isAnonymous());
    CPPUNIT_ASSERT(log_.lines().empty());
  }

  void failsOnNamesThatMakeNoChannel() {
    for (const auto& bad : {"a\x01"s, "\xff"s, "a\tb"s, std::string(2000, 'a')}) {
      for (const char* name : {"X-Auth-User", "X-Auth-Groups", "X-Auth-Session"}) {
        const auto identity = resolve({}, handshakeFrom("::1", {{name, bad}}));
        CPPUNIT_ASSERT(identity.error().code == ErrorCode::kInvalidArgument);
        CPPUNIT_ASSERT_EQUAL("the header "s + name + " is malformed", identity.error().message);
      }
    }
  }

  void failsOnAHeaderThatCameTwice() {
    Fields doubled = kAlice;
    doubled.push_back({"x-auth-user", "admin"});

    const auto identity = resolve({}, handshakeFrom("127.0.0.1", doubled));

    CPPUNIT_ASSERT_EQUAL("the header X-Auth-User came twice"s, identity.error().message);
  }

 private:
  Result<Identity> resolve(const HeaderOptions& options, const Handshake& handshake) {
    return HeaderResolver(options, log_).resolve(handshake);
  }

  RecordingLog log_;
};

CPPUNIT_TEST_SUITE_REGISTRATION(HeaderResolverTest);

}  // namespace
}  // namespace fanfare::sessions
