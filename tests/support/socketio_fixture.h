#ifndef FANFARE_TESTS_SUPPORT_SOCKETIO_FIXTURE_H_
#define FANFARE_TESTS_SUPPORT_SOCKETIO_FIXTURE_H_

#include <chrono>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <cppunit/TestFixture.h>

#include "dialects/socketio/sid.h"
#include "socketio/endpoint.h"
#include "socketio/request.h"
#include "support/scripted_exchange.h"
#include "support/web_socket_harness.h"

namespace fanfare::testing {

// A client of Socket.IO on a WebSocket.
struct Browser {
  net::Descriptor socket;
  std::string sid;  // of its socket
};

// Clients of Socket.IO before an endpoint, with everything around them played by the test.
class SocketIoFixture : public CppUnit::TestFixture {
 protected:
  static constexpr char kHead[] = "101\r\n\r\n";
  static constexpr char kEverybody[] = "broadcast:chat";
  static constexpr char kRoom[] = "room:lobby:chat";

  using EngineVersion = dialects::socketio::EngineVersion;

  static ws::EndpointOptions clientOptions() {
    ws::EndpointOptions options;
    options.maxSubscriptions = 3;
    options.maxRequestsUnderWay = 2;
    return options;
  }

  static socketio::EndpointOptions options() {
    socketio::EndpointOptions options;
    options.line.wire = {{100'000}, 100'000, std::chrono::seconds(5)};
    options.facility = "chat";
    return options;
  }

  static std::string received(const net::Descriptor& socket) { return testing::received(socket); }

  socketio::Arriving arriving(const Identity& identity, EngineVersion version,
                              const std::vector<const char*>& channels) const {
    ws::Opening opening;
    opening.responseHead = kHead;
    opening.grant = grantOf(channels);
    Handshake handshake = handshake_;
    handshake.facility = "chat";
    opening.visitor = std::make_shared<const core::Visitor>(
        core::Visitor{handshake, std::make_shared<const Identity>(identity)});
    return {version, socketio::FirstTransport::kWebSocket, std::move(opening)};
  }

  net::Descriptor open(const Identity& identity = {}, EngineVersion version = EngineVersion::k4,
                       const std::vector<const char*>& channels = {kEverybody}) {
    auto request = sentRequest();
    endpoint_.serve({std::move(request.exchange), arriving(identity, version, channels)});
    server_.turn();
    const std::string hello = received(request.client);
    CPPUNIT_ASSERT_EQUAL(std::string(kHead), hello.substr(0, sizeof kHead - 1));
    return std::move(request.client);
  }

  Browser connect(const Identity& identity = {},
                  const std::vector<const char*>& channels = {kEverybody}) {
    Browser browser{open(identity, EngineVersion::k4, channels), {}};
    server_.send(browser.socket, clientText("40"));
    for (const char* channel : channels) server_.replay(channel);
    const std::string bytes = received(browser.socket);
    const auto at = bytes.find('~');
    CPPUNIT_ASSERT(at != std::string::npos);
    browser.sid = bytes.substr(at, bytes.find('"', at) - at);
    return browser;
  }

  void join(const Browser& browser) {
    server_.send(browser.socket, clientText(R"(42["join",{"room":"lobby"}])"));
    grant();
    server_.replay(kRoom);
  }
  // What was asked for last.
  void grant() {
    server_.desk().grantAll();
    server_.turn();
  }

  void hear(const char* key, const MessagePtr& message) {
    server_.tell(core::Local{channelOf(key), {message}});
  }
  template <typename What>
  void order(const Browser& browser, What what) {
    const auto sid = dialects::socketio::sidIn(browser.sid);
    server_.endpoint().obey(core::ClientOrder{sid->connection, browser.sid, std::move(what)});
    server_.turn();
  }

  WebSocketHarness server_{clientOptions()};
  socketio::Endpoint endpoint_{server_.endpoint(), options()};
  Handshake handshake_;
};

}  // namespace fanfare::testing

#endif  // FANFARE_TESTS_SUPPORT_SOCKETIO_FIXTURE_H_
