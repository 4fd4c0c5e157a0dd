#ifndef FANFARE_TESTS_SUPPORT_FRONT_DOOR_H_
#define FANFARE_TESTS_SUPPORT_FRONT_DOOR_H_

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <Poco/Net/SocketAddress.h>

#include "core/facility_rules.h"
#include "dialects/fanfare_v1.h"
#include "dialects/raw.h"
#include "dialects/socketio/entrance.h"
#include "http/front.h"
#include "http/model_entrance.h"
#include "policies/subscribe_only.h"
#include "sessions/none.h"
#include "support/fake_node.h"
#include "support/http_client.h"
#include "support/recording_log.h"
#include "support/recording_openings.h"

namespace fanfare::testing {

// What a test may replace of a front door's parts.
struct FrontDoorParts {
  std::unique_ptr<SessionResolver> resolver = std::make_unique<sessions::NoResolver>("sessionid");
  std::unique_ptr<Policy> policy = std::make_unique<policies::SubscribeOnly>();
  http::ModelEntrance::Options model = {};
  core::Places::Bounds places = {};
  core::FacilityRules facilities = core::FacilityRules::of({"*"}, {}).value();
  dialects::socketio::SocketIoEntrance::Options socketIo = {};
  bool allowsEio3 = false;
  std::vector<http::DialectCall> calls = {};
  core::Prefetch* prefetch = nullptr;
  const Clock* clock = nullptr;  // null: the system's
};

// A front door on a port of its own, before a fake node.
class FrontDoor {
 public:
  explicit FrontDoor(http::FrontOptions options = {}, FrontDoorParts parts = {})
      : parts_(std::move(parts)),
        places_(parts_.places),
        model_(parts_.model, {&raw_, &fanfareV1_}),
        socketIo_(withRules(parts_.socketIo)),
        socketIoWay_(socketIo_, *parts_.resolver, *parts_.policy),
        front_(atFreePort(std::move(options)), frontParts()) {
    const auto started = front_.start();
    if (!started) throw std::runtime_error(started.error().message);
  }

  Poco::Net::SocketAddress address() const {
    const std::string address = front_.addresses().front();
    const bool isUnix = address.compare(0, 5, "unix:") == 0;
    return Poco::Net::SocketAddress(isUnix ? address.substr(5) : address);
  }

  // The whole answer to `request`, up to the server's closing.
  std::string answerTo(const std::string& request) const {
    HttpClient client(address());
    client.send(request);
    return client.receiveAll();
  }

  FakeNode& node() { return node_; }
  RecordingOpenings& sink() { return sink_; }
  RecordingRequests& requests() { return requests_; }
  RecordingLog& log() { return log_; }
  const core::LimitCounts& limits() const { return limits_; }
  http::Front& front() { return front_; }

 private:
  static http::FrontOptions atFreePort(http::FrontOptions options) {
    options.port = 0;
    options.threads = 2;
    return options;
  }

  static dialects::socketio::SocketIoEntrance::Options withRules(
      dialects::socketio::SocketIoEntrance::Options options) {
    if (!options.whyForeign) options.whyForeign = [](const Handshake&) { return std::nullopt; };
    return options;
  }

  http::FrontParts frontParts() {
    return {node_,
            sink_,
            {{model_, *parts_.resolver, *parts_.policy}, socketIoWay_},
            model_.refusalElsewhere(),
            parts_.facilities,
            places_,
            limits_,
            parts_.clock ? *parts_.clock : clock_,
            log_,
            {},
            nullptr,
            parts_.prefetch,
            http::FrontParts::SocketIo{{socketIo_, socketIoWay_, parts_.allowsEio3}, requests_},
            parts_.calls};
  }

  FrontDoorParts parts_;
  core::Places places_;
  core::LimitCounts limits_;
  FakeNode node_;
  RecordingOpenings sink_;
  RecordingRequests requests_;
  RecordingLog log_;
  const SteadyClock clock_{};
  const dialects::Raw raw_{};
  const dialects::FanfareV1 fanfareV1_{};
  const http::ModelEntrance model_;
  const dialects::socketio::SocketIoEntrance socketIo_;
  const http::WayIn socketIoWay_;
  http::Front front_;
};

}  // namespace fanfare::testing

#endif  // FANFARE_TESTS_SUPPORT_FRONT_DOOR_H_
