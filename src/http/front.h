#ifndef FANFARE_HTTP_FRONT_H_
#define FANFARE_HTTP_FRONT_H_

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "fanfare/clock.h"
#include "fanfare/refusal.h"
#include "fanfare/result.h"

#include "core/facility_rules.h"
#include "core/node.h"
#include "http/admission.h"
#include "http/api_keys.h"
#include "http/dialect_call.h"
#include "http/gate.h"
#include "http/metrics.h"
#include "http/origin.h"
#include "http/socketio_handler.h"
#include "http/turnstile.h"
#include "http/upgrade_lane.h"
#include "http/waiting_answers.h"
#include "model/log.h"
#include "tls/credentials.h"
#include "ws/opening.h"

namespace fanfare::http {

struct FrontOptions {
  // Numeric IPv4 and IPv6 addresses, "localhost", "unix:/path"; all but the last with `port`.
  std::vector<std::string> addresses{"127.0.0.1"};
  std::uint16_t port = 8080;  // 0: a free one
  // "address:port" or "unix:/path": API and metrics are answered there alone. Empty: with the rest.
  std::string adminAddress;

  std::size_t threads = 8;
  std::size_t waitingThreads = 0;  // besides: as many as may wait for others at once
  UpgradeLane::Judging judging = UpgradeLane::Judging::kComputes;
  std::size_t tlsThreads = 1;  // for handshakes; of each gate
  GateLimits gate;
  std::uint64_t maxConnections = 100000;     // WebSockets open; 503 beyond
  std::chrono::seconds messageExpire{3600};  // of what the API publishes, unless it says
  Turnstile::Options turnstile;
  std::size_t maxSubscriptions = SIZE_MAX;  // of one connection
  std::vector<ApiKey> apiKeys;              // none: no API
  core::Rate apiPublishes;                  // requests of one key
  WaitingAnswers::Bounds answers;           // of the API; 503 beyond
  OriginRules pages;                        // that may call the API from other origins
  bool demoEnabled = false;
};

// What the front door works with. All of it outlives the front.
struct FrontParts {
  core::Node& node;
  ws::OpeningSink& openings;
  std::vector<WayIn> ways;  // where clients come in
  Refusal elsewhere;        // for who asks for one where none is
  const core::FacilityRules& facilities;
  core::Places& places;
  core::LimitCounts& limitCounts;
  const Clock& clock;
  Log& log;
  MetricSources metrics = {};                     // besides what node and front count
  const tls::Credentials* credentials = nullptr;  // null: no TLS
  core::Prefetch* prefetch = nullptr;             // of what judging asks for; null: of nothing

  // Which of the ways is that of Socket.IO's clients, and where their requests go; none: no such.
  struct SocketIo {
    SocketIoWay way;
    socketio::RequestSink& requests;
  };
  std::optional<SocketIo> socketIo = {};
  std::vector<DialectCall> calls = {};  // what dialects answer besides
};

// The front door: a Poco HTTPServer behind a gate, and the routes: WebSocket upgrades, HTTP API,
// health, metrics, the demo's files. With credentials, all that is not a Unix socket speaks TLS.
// While the node is draining, upgrades are answered with 503.
//
// Threads: start() and stop() from one thread; the rest from any.
// Ownership: owns its threads and the sockets it listens on.
class Front final {
 public:
  Front(FrontOptions options, const FrontParts& parts);
  Front(const Front&) = delete;
  Front& operator=(const Front&) = delete;
  // As stop().
  ~Front();

  // Whether FrontOptions::adminAddress can be read; kInvalidArgument if not.
  static Result<void> checkAdminAddress(const std::string& address);

  // Listens and serves. Fails with kUnavailable, naming the address, if one cannot be listened on,
  // and with kInvalidArgument if one is none; then nothing is served. To be called once.
  Result<void> start();

  // Stops accepting, and waits for the requests under way and for the node's answers. Connections
  // handed over live on.
  void stop();

  // What is listened on, with the ports it came to: "127.0.0.1:8080", "[::1]:8080", "unix:/path".
  // REQUIRES: start() succeeded.
  std::vector<std::string> addresses() const;
  std::string adminAddress() const;  // empty if there is none

 private:
  class Doors;

  const FrontOptions options_;
  const FrontParts parts_;
  std::unique_ptr<Doors> doors_;
};

}  // namespace fanfare::http

#endif  // FANFARE_HTTP_FRONT_H_
