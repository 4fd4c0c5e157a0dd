#include "core/kept_visitor.h"

#include <memory>
#include <string>

#include <cppunit/extensions/HelperMacros.h>

namespace fanfare::core {
namespace {

std::string textOf(const Fields& fields) {
  std::string text;
  for (const Field& field : fields) text += field.name + "=" + field.value + ";";
  return text;
}

Visitor browser() {
  Visitor visitor;
  visitor.handshake.path = "/ws/f";
  visitor.handshake.facility = "f";
  visitor.handshake.query = {{"subscribe-group", ""}, {"subscribe-broadcast", ""}};
  visitor.handshake.headers = {{"Host", "a"}, {"Cookie", "sessionid=x"}, {"Cookie", "theme=dark"}};
  visitor.handshake.cookies = {{"sessionid", "x"}, {"theme", std::string(5000, 'd')}};
  visitor.handshake.peerAddress = "127.0.0.1";
  visitor.handshake.clientAddress = "2001:db8::1";
  visitor.handshake.isOverTls = true;
  visitor.colons = Colons::kInFacility;
  return visitor;
}

class KeptVisitorTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(KeptVisitorTest);
  CPPUNIT_TEST(givesTheHandshakeAgain);
  CPPUNIT_TEST(keepsBytesOfAnyKind);
  CPPUNIT_TEST(keepsWhatIsEmpty);
  CPPUNIT_TEST(showsTheIdentityThatIsKnownByNow);
  CPPUNIT_TEST_SUITE_END();

 public:
  void givesTheHandshakeAgain() {
    const Visitor before = browser();
    const VisitorPtr after = KeptVisitor(before).visitor();

    const Handshake& handshake = after->handshake;
    CPPUNIT_ASSERT_EQUAL(before.handshake.path, handshake.path);
    CPPUNIT_ASSERT_EQUAL(before.handshake.facility, handshake.facility);
    CPPUNIT_ASSERT_EQUAL(textOf(before.handshake.query), textOf(handshake.query));
    CPPUNIT_ASSERT_EQUAL(textOf(before.handshake.headers), textOf(handshake.headers));
    CPPUNIT_ASSERT_EQUAL(textOf(before.handshake.cookies), textOf(handshake.cookies));
    CPPUNIT_ASSERT_EQUAL(before.handshake.peerAddress, handshake.peerAddress);
    CPPUNIT_ASSERT_EQUAL(before.handshake.clientAddress, handshake.clientAddress);
    CPPUNIT_ASSERT(handshake.isOverTls);
    CPPUNIT_ASSERT(after->colons == Colons::kInFacility);
    CPPUNIT_ASSERT(after->identity->isAnonymous());
  }

  void keepsBytesOfAnyKind() {
    Visitor visitor;
    std::string all;
    for (int byte = 0; byte < 256; ++byte) all += static_cast<char>(byte);
    visitor.handshake.query = {{all, all + all}};

    const Handshake handshake = KeptVisitor(visitor).handshake();

    CPPUNIT_ASSERT_EQUAL(all, handshake.query.at(0).name);
    CPPUNIT_ASSERT_EQUAL(all + all, handshake.query.at(0).value);
  }

  void keepsWhatIsEmpty() {
    const Handshake handshake = KeptVisitor(Visitor()).handshake();

    CPPUNIT_ASSERT(handshake.path.empty() && handshake.clientAddress.empty());
    CPPUNIT_ASSERT(handshake.headers.empty() && handshake.cookies.empty());
    CPPUNIT_ASSERT(!handshake.isOverTls);
  }

  void showsTheIdentityThatIsKnownByNow() {
    KeptVisitor kept(browser());
    Identity mary;
    mary.user = "mary";
    mary.sessionKey = "k1";

    kept.setIdentity(mary);

    CPPUNIT_ASSERT_EQUAL(std::string("mary"), kept.identity()->user);
    CPPUNIT_ASSERT_EQUAL(std::string("mary"), kept.visitor()->identity->user);
    CPPUNIT_ASSERT(kept.sessionKey() == "k1");
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(KeptVisitorTest);

}  // namespace
}  // namespace fanfare::core
