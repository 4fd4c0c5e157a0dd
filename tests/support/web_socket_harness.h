#ifndef FANFARE_TESTS_SUPPORT_WEB_SOCKET_HARNESS_H_
#define FANFARE_TESTS_SUPPORT_WEB_SOCKET_HARNESS_H_

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/hub.h"
#include "dialects/fanfare_v1.h"
#include "dialects/raw.h"
#include "net/reactor.h"
#include "support/client_frames.h"
#include "support/fake_clock.h"
#include "support/patient_identity_desk.h"
#include "support/patient_policy_desk.h"
#include "support/patient_publishing.h"
#include "support/recording_log.h"
#include "support/recording_router.h"
#include "support/socket_pair.h"
#include "support/turns.h"
#include "ws/endpoint.h"

namespace fanfare::testing {

inline Channel channelOf(std::string_view key) { return Channel::parse(key).value(); }

inline Grant grantOf(const std::vector<const char*>& subscribed,
                     const std::vector<const char*>& published = {}) {
  Grant grant;
  for (const char* key : subscribed) {
    grant.granted.push_back({Access::kSubscribe, channelOf(key)});
  }
  for (const char* key : published) grant.granted.push_back({Access::kPublish, channelOf(key)});
  return grant;
}

// A server's frames, as a client reads them.
inline std::string text(std::string_view payload) {
  return ws::frameOf(ws::Opcode::kText, payload);
}
inline std::string closed(std::uint16_t code, std::string_view reason = {}) {
  return ws::closeFrame(code, reason);
}

// An endpoint on a reactor that turns when told to, with everything around it played by the test:
// clients, router, broker, policy and time.
class WebSocketHarness {
 public:
  static constexpr const char* kHead = "HTTP/1.1 101 Switching Protocols\r\n\r\n";

  explicit WebSocketHarness(const ws::EndpointOptions& options = {})
      : endpoint_(std::make_unique<ws::Endpoint>(
            ws::EndpointParts{reactor_, hub_, publishing_, desk_, identities_, log_, limits_},
            withClock(options), 1)) {}

  ~WebSocketHarness() {
    endpoint_.reset();
    turn();  // what was to be destroyed
  }

  // An opening that speaks raw; the caller keeps the client's end of it.
  std::pair<ws::Opening, net::Descriptor> opening(Grant grant) {
    SocketPair pair = localPair();
    ws::Opening opening;
    opening.transport = std::move(pair.ours);
    opening.responseHead = kHead;
    opening.grant = std::move(grant);
    opening.dialect = &raw_;
    return {std::move(opening), std::move(pair.peers)};
  }

  net::Descriptor open(Grant grant, core::EchoMode echo = core::EchoMode::kOff) {
    auto [opening, client] = this->opening(std::move(grant));
    opening.echo = echo;
    open(std::move(opening));
    return std::move(client);
  }
  net::Descriptor openIn(const Dialect& dialect, Grant grant) {
    auto [opening, client] = this->opening(std::move(grant));
    opening.dialect = &dialect;
    open(std::move(opening));
    return std::move(client);
  }
  // As a logged-in client of fanfare.v1.
  net::Descriptor openV1(Grant grant) {
    auto [opening, client] = this->opening(std::move(grant));
    Identity identity;
    identity.user = "ann";
    opening.dialect = &fanfareV1_;
    opening.visitor = std::make_shared<const core::Visitor>(
        core::Visitor{{}, std::make_shared<const Identity>(identity)});
    open(std::move(opening));
    return std::move(client);
  }
  void open(ws::Opening opening) {
    endpoint_->open(std::move(opening));
    turn();
  }

  // Lets everything that is under way take effect.
  void turn() {
    for (int i = 0; i < 3; ++i) testing::turn(reactor_);
  }
  void turnOnce() { testing::turn(reactor_); }
  void pass(std::chrono::milliseconds time) {
    clock_.advance(time + net::TimerWheel::kTick);
    turn();
  }

  void send(const net::Descriptor& client, std::string_view bytes) {
    sendAll(client, bytes);
    turn();
  }

  // What the router says of a channel.
  void replay(const char* key, const std::vector<const char*>& payloads = {}) {
    tell(core::Replayed{channelOf(key), kAll, messages(payloads)});
  }
  void live(const char* key, const std::vector<const char*>& payloads) {
    tell(core::Live{channelOf(key), messages(payloads)});
  }
  void brokerAway(const char* key) { tell(core::Away{channelOf(key), 0, kAll}); }
  void tell(const core::RouterNotice& notice) {
    hub_.onNotice(notice);
    turn();
  }

  ws::Endpoint& endpoint() { return *endpoint_; }
  core::Hub& hub() { return hub_; }
  const RecordingRouter& router() const { return router_; }
  const RecordingLog& log() const { return log_; }
  const core::LimitCounts& limits() const { return limits_; }
  PatientPublishing& publishing() { return publishing_; }
  PatientPolicyDesk& desk() { return desk_; }
  PatientIdentityDesk& identities() { return identities_; }
  // The calendar's time: it goes with pass().
  std::chrono::system_clock::time_point wallNow() const {
    return std::chrono::system_clock::time_point(
        std::chrono::duration_cast<std::chrono::system_clock::duration>(
            clock_.now().time_since_epoch()));
  }

 private:
  static constexpr core::Ticket kAll = 1'000'000;

  ws::EndpointOptions withClock(ws::EndpointOptions options) const {
    options.wallClock = [this] { return wallNow(); };
    return options;
  }

  static std::vector<MessagePtr> messages(const std::vector<const char*>& payloads) {
    std::vector<MessagePtr> messages;
    for (const char* payload : payloads) messages.push_back(makeMessage(payload));
    return messages;
  }

  const dialects::Raw raw_{};
  const dialects::FanfareV1 fanfareV1_{};
  FakeClock clock_;
  RecordingLog log_;
  core::LimitCounts limits_;
  RecordingRouter router_;
  core::Hub hub_{router_};
  net::Reactor reactor_{clock_};
  PatientPublishing publishing_;
  PatientPolicyDesk desk_;
  PatientIdentityDesk identities_;
  std::unique_ptr<ws::Endpoint> endpoint_;
};

}  // namespace fanfare::testing

#endif  // FANFARE_TESTS_SUPPORT_WEB_SOCKET_HARNESS_H_
