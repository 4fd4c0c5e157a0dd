#include <string>
#include <string_view>

#include <cppunit/extensions/HelperMacros.h>

#include "support/gate_tally.h"
#include "support/gated_server.h"
#include "support/http_client.h"
#include "support/temporary_directory.h"

namespace fanfare::http {
namespace {

using namespace std::string_literals;
using testing::GatedServer;
using testing::GateTally;
using testing::HttpClient;

const std::string kLine = "PROXY TCP4 192.0.2.1 10.0.0.1 4711 80\r\n";
const std::string kBinary(
    "\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0C\xC0\0\x02\x07\x0A\0\0\x01\x12\x67\0\x50", 28);
const std::string kLocal("\r\n\r\n\0\r\nQUIT\n\x20\0\0\0", 16);

std::string get(const std::string& path) { return "GET " + path + " HTTP/1.1\r\nHost: h\r\n\r\n"; }

GateLimits announcedBy(const char* proxies) {
  GateLimits limits;
  limits.announcers = AddressList::parse(proxies).value();
  return limits;
}

class GateGreetingsTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(GateGreetingsTest);
  CPPUNIT_TEST(takesTheClientFromTheHeader);
  CPPUNIT_TEST(keepsTheClientFromRequestToRequest);
  CPPUNIT_TEST(readsAHeaderInPieces);
  CPPUNIT_TEST(takesAProxyThatSpeaksForItselfForThePeer);
  CPPUNIT_TEST(closesWhoBeginsWithAnythingElse);
  CPPUNIT_TEST(closesWhoIsNotTrusted);
  CPPUNIT_TEST(givesUpOnWhoSaysNothing);
  CPPUNIT_TEST(knowsTheProxyBehindAUnixSocket);
  CPPUNIT_TEST(isNotHeldUpByHalfAHeader);
  CPPUNIT_TEST_SUITE_END();

 public:
  void takesTheClientFromTheHeader() {
    GatedServer server(announcedBy("127.0.0.1"));
    CPPUNIT_ASSERT_EQUAL("192.0.2.1"s, peerSeenBy(server, kLine));
    CPPUNIT_ASSERT_EQUAL("192.0.2.7"s, peerSeenBy(server, kBinary));
  }

  void keepsTheClientFromRequestToRequest() {
    GatedServer server(announcedBy("127.0.0.1"));
    HttpClient client(server.address());
    client.send(kLine + get("/peer"));
    CPPUNIT_ASSERT_EQUAL("192.0.2.1"s, peerIn(client));
    client.send(get("/peer"));
    CPPUNIT_ASSERT_EQUAL("192.0.2.1"s, peerIn(client));
  }

  void readsAHeaderInPieces() {
    GatedServer server(announcedBy("127.0.0.1"));
    for (const std::string& header : {kLine, kBinary}) {
      HttpClient client(server.address());
      for (const char byte : header) client.send(std::string(1, byte));
      client.send(get("/peer"));
      CPPUNIT_ASSERT_EQUAL("192.0.2."s, peerIn(client).substr(0, 8));
    }
  }

  void takesAProxyThatSpeaksForItselfForThePeer() {
    GatedServer server(announcedBy("127.0.0.1"));
    CPPUNIT_ASSERT_EQUAL("127.0.0.1"s, peerSeenBy(server, "PROXY UNKNOWN\r\n"));
    CPPUNIT_ASSERT_EQUAL("127.0.0.1"s, peerSeenBy(server, kLocal));
  }

  void closesWhoBeginsWithAnythingElse() {
    GateTally tally(announcedBy("127.0.0.1"));
    GatedServer server(tally.limits);
    for (const std::string& begin :
         {""s, "PROXY TCP4 nobody 10.0.0.1 1 2\r\n"s, kLocal + "PROXY "}) {
      HttpClient client(server.address());
      client.send(begin + get("/peer"));
      const std::string answer = client.receiveAll();
      CPPUNIT_ASSERT_MESSAGE(begin, answer.find("200 OK") == std::string::npos);
    }
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, server.log().count("no header of the PROXY protocol"));
    CPPUNIT_ASSERT_EQUAL("malformed 1;greeting 2;"s, tally.counted());
  }

  void closesWhoIsNotTrusted() {
    GateTally tally(announcedBy("10.0.0.0/8"));
    GatedServer server(tally.limits);
    HttpClient client(server.address());
    CPPUNIT_ASSERT_EQUAL(""s, client.receiveAll());
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, server.log().count("server.trusted_proxies"));
    CPPUNIT_ASSERT_EQUAL("greeting 1;"s, tally.counted());
  }

  void givesUpOnWhoSaysNothing() {
    GateTally tally(announcedBy("127.0.0.1"));
    tally.limits.requestDeadline = std::chrono::milliseconds(20);
    GatedServer server(tally.limits);
    HttpClient client(server.address());
    CPPUNIT_ASSERT_EQUAL(""s, client.receiveAll());
    CPPUNIT_ASSERT_EQUAL("timeout 1;"s, tally.counted());
  }

  void knowsTheProxyBehindAUnixSocket() {
    const test::TemporaryDirectory directory;
    GatedServer server("unix:" + directory.path("gate.sock"), announcedBy("unix"));
    HttpClient client(server.address());
    client.send(kLine + get("/peer"));
    CPPUNIT_ASSERT_EQUAL("192.0.2.1"s, peerIn(client));
  }

  void isNotHeldUpByHalfAHeader() {
    GatedServer server(announcedBy("127.0.0.1"));
    HttpClient slow(server.address());
    slow.send(kLine.substr(0, 20));
    CPPUNIT_ASSERT_EQUAL("192.0.2.1"s, peerSeenBy(server, kLine));
    slow.send(kLine.substr(20) + get("/peer"));
    CPPUNIT_ASSERT_EQUAL("192.0.2.1"s, peerIn(slow));
  }

 private:
  // What the server takes for the address of the client, in its next answer.
  static std::string peerIn(HttpClient& client) {
    constexpr std::string_view kBefore = "\r\n\r\n/peer ";
    const std::string answer = client.receiveUntil(" .");
    const auto body = answer.find(kBefore);
    if (body == std::string::npos) return "no answer: " + answer;
    const auto begin = body + kBefore.size();
    return answer.substr(begin, answer.size() - begin - 2);
  }
  static std::string peerSeenBy(GatedServer& server, const std::string& header) {
    HttpClient client(server.address());
    client.send(header + get("/peer"));
    return peerIn(client);
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(GateGreetingsTest);

}  // namespace
}  // namespace fanfare::http
