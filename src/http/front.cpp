#include "http/front.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <utility>

#include <Poco/Net/HTTPServer.h>
#include <Poco/Net/HTTPServerParams.h>
#include <Poco/ThreadPool.h>

#include "http/routes.h"

namespace fanfare::http {
namespace {

constexpr int kWorkerStackBytes = 256 * 1024;
constexpr std::size_t kAdminThreads = 2;
constexpr std::chrono::seconds kNodesPatience{11};  // which answers within a few seconds

using Listeners = std::vector<Listener>;

Result<Listeners> listenOnAll(const std::vector<std::string>& addresses, std::uint16_t port) {
  Listeners listeners;
  for (const auto& address : addresses) {
    // With any port free, all addresses share the one the first came to.
    const std::uint16_t wanted = port || listeners.empty() ? port : listeners.front().port();
    auto listener = Listener::on(address, wanted);
    if (!listener) return listener.error();
    listeners.push_back(std::move(listener).value());
  }
  if (listeners.empty())
    return Error{ErrorCode::kInvalidArgument, "there is no address to listen on"};
  return listeners;
}

// Where the administration is answered.
struct AdminPlace {
  std::string address;
  std::uint16_t port = 0;
};

// "host:port", or "unix:/path".
Result<AdminPlace> adminPlaceIn(const std::string& text) {
  if (text.compare(0, 5, "unix:") == 0) return AdminPlace{text, 0};
  const auto colon = text.rfind(':');
  const std::string digits = colon == std::string::npos ? "" : text.substr(colon + 1);
  const bool isPort = !digits.empty() && digits.size() <= 5 &&
                      digits.find_first_not_of("0123456789") == std::string::npos;
  if (!isPort || std::stoi(digits) > std::numeric_limits<std::uint16_t>::max()) {
    return Error{ErrorCode::kInvalidArgument,
                 "'" + text + "' is neither address:port nor unix:/path"};
  }
  return AdminPlace{text.substr(0, colon), static_cast<std::uint16_t>(std::stoi(digits))};
}

Result<Listeners> listenOnAdmin(const std::string& text) {
  const auto place = adminPlaceIn(text);
  if (!place) return place.error();
  return listenOnAll({place->address}, place->port);
}

// One Poco server behind one gate.
class Door final {
 public:
  struct Options {
    std::size_t threads;
    GateLimits limits;
    const Clock& clock;
    Log& log;
    GateTls tls;
    std::optional<UpgradeLane::Parts> upgrades;  // nullopt: no WebSockets
    UpgradeLane::Judging judging;
  };

  Door(Listeners listeners, const Options& options, const RouteParts& routes)
      : workers_(static_cast<int>(options.threads), static_cast<int>(options.threads),
                 std::numeric_limits<int>::max(), kWorkerStackBytes) {
    for (const auto& listener : listeners) addresses_.push_back(listener.address());
    GateLimits limits = options.limits;
    if (options.upgrades) {
      limits.upgrades = &lane_.emplace(options.threads, options.judging, *options.upgrades);
    }
    server_.emplace(
        new Routes(routes), workers_,
        GateSocket(std::move(listeners), limits, options.clock, options.log, options.tls),
        paramsFor(options));
    server_->start();
  }
  ~Door() {
    server_->stop();
    if (lane_) lane_->stop();
    workers_.joinAll();
  }

  const std::vector<std::string>& addresses() const { return addresses_; }

 private:
  // The server counts references to it.
  static Poco::Net::HTTPServerParams* paramsFor(const Options& options) {
    auto* params = new Poco::Net::HTTPServerParams;
    params->setMaxThreads(static_cast<int>(options.threads));
    params->setMaxQueued(std::numeric_limits<int>::max());  // the gate bounds it
    // Poco's stop() misses a worker that is about to wait: it ends when this is over.
    params->setThreadIdleTime(Poco::Timespan(1, 0));
    return params;
  }

  Poco::ThreadPool workers_;
  std::vector<std::string> addresses_;
  std::optional<UpgradeLane> lane_;
  std::optional<Poco::Net::HTTPServer> server_;
};

DoorkeeperOptions doorkeeperOptionsOf(const FrontOptions& options) {
  return {options.maxConnections, options.turnstile, options.maxSubscriptions};
}

ApiOptions apiOptionsOf(const FrontOptions& options) {
  return {options.apiKeys, options.messageExpire, options.apiPublishes};
}

}  // namespace

// Members are built top to bottom and destroyed bottom to top: the doors close first.
class Front::Doors final {
 public:
  Doors(const FrontOptions& options, const FrontParts& parts)
      : options_(options),
        parts_(parts),
        refusals_(parts.clock, parts.log),
        gateCounts_(parts.limitCounts),
        metrics_(parts.metrics),
        doorkeeper_(doorkeeperOptionsOf(options),
                    {parts.node, parts.facilities, refusals_, parts.places, parts.limitCounts,
                     parts.clock, parts.log}),
        upgrades_({doorkeeper_, parts.openings, refusals_}, parts.elsewhere),
        api_(apiOptionsOf(options),
             {parts.node, parts.facilities, parts.clock, parts.limitCounts, answers_}),
        publishes_({api_, options.pages, parts.log}) {
    metrics_.push_back(&gateCounts_);
    metrics_.push_back(&answers_);
    if (!parts.socketIo) return;
    socketIo_.emplace(SocketIoHandler::Parts{doorkeeper_, parts.socketIo->requests},
                      parts.socketIo->way);
  }
  // Who waits for an answer gets it behind the doors.
  ~Doors() {
    adminDoor_.reset();
    door_.reset();
    answers_.awaitNone(kNodesPatience);
  }

  Result<void> open() {
    auto listeners = listenOnAll(options_.addresses, options_.port);
    if (!listeners) return listeners.error();
    const bool hasAdmin = !options_.adminAddress.empty();
    auto admin = hasAdmin ? listenOnAdmin(options_.adminAddress) : Result<Listeners>(Listeners());
    if (!admin) return admin.error();

    RouteParts routes{parts_.node,
                      &upgrades_,
                      socketIo_ ? &*socketIo_ : nullptr,
                      parts_.ways,
                      hasAdmin ? nullptr : &api_,
                      !hasAdmin,
                      options_.demoEnabled,
                      parts_.log,
                      refusals_,
                      parts_.limitCounts,
                      metrics_,
                      parts_.calls,
                      options_.turnstile.client,
                      answers_,
                      options_.pages};
    auto doorOptions = optionsFor(options_.threads + options_.waitingThreads);
    doorOptions.upgrades.emplace(
        UpgradeLane::Parts{upgrades_, parts_.ways, parts_.prefetch, parts_.log});
    if (!hasAdmin && !dialectsPublish()) doorOptions.limits.publishes = &publishes_;
    door_.emplace(std::move(listeners).value(), doorOptions, routes);
    if (!hasAdmin) return {};
    routes.upgrades = nullptr;
    routes.socketIo = nullptr;
    routes.api = &api_;
    routes.hasMetrics = true;
    routes.hasDemo = false;
    auto adminOptions = optionsFor(kAdminThreads);
    adminOptions.limits.publishes = &publishes_;
    adminOptions.limits.announcers.reset();  // who administrates does not come by way of a proxy
    adminDoor_.emplace(std::move(admin).value(), adminOptions, routes);
    return {};
  }

  std::vector<std::string> addresses() const { return door_->addresses(); }
  std::string adminAddress() const {
    return adminDoor_ ? adminDoor_->addresses().front() : std::string();
  }

 private:
  // Whether the path of a dialect's call hides that of the API's.
  bool dialectsPublish() const {
    return std::any_of(parts_.calls.begin(), parts_.calls.end(),
                       [](const DialectCall& call) { return call.path == PublishDesk::kPath; });
  }

  Door::Options optionsFor(std::size_t threads) {
    GateLimits limits = options_.gate;
    limits.counts = &gateCounts_;
    return {threads,
            limits,
            parts_.clock,
            parts_.log,
            {parts_.credentials, options_.tlsThreads},
            std::nullopt,
            options_.judging};
  }

  const FrontOptions& options_;
  const FrontParts& parts_;
  RefusalLog refusals_;
  GateCounts gateCounts_;
  MetricSources metrics_;
  WaitingAnswers answers_{options_.answers};
  Doorkeeper doorkeeper_;
  UpgradeHandler upgrades_;
  std::optional<SocketIoHandler> socketIo_;
  ApiHandler api_;
  PublishDesk publishes_;
  std::optional<Door> door_;
  std::optional<Door> adminDoor_;
};

Front::Front(FrontOptions options, const FrontParts& parts)
    : options_(std::move(options)), parts_(parts) {}

Front::~Front() { stop(); }

Result<void> Front::checkAdminAddress(const std::string& address) {
  const auto place = adminPlaceIn(address);
  return place ? Listener::check(place->address) : Result<void>(place.error());
}

Result<void> Front::start() {
  auto doors = std::make_unique<Doors>(options_, parts_);
  if (auto opened = doors->open(); !opened) return opened;
  doors_ = std::move(doors);
  return {};
}

void Front::stop() { doors_.reset(); }

std::vector<std::string> Front::addresses() const { return doors_->addresses(); }

std::string Front::adminAddress() const { return doors_->adminAddress(); }

}  // namespace fanfare::http
