#include "backend/client.h"

#include <array>
#include <utility>

namespace fanfare::backend {
namespace {

constexpr std::chrono::seconds kTellInterval{10};

Error unavailable(std::string why) { return {ErrorCode::kUnavailable, std::move(why)}; }

// Statuses that speak of the backend rather than of what it was asked.
bool isAway(int status) { return status >= 502 && status <= 504; }

// Counts itself among others as long as it lives.
class Counted final {
 public:
  explicit Counted(std::atomic<std::size_t>& count) : count_(count), place_(++count) {}
  ~Counted() { --count_; }
  Counted(const Counted&) = delete;
  Counted& operator=(const Counted&) = delete;

  std::size_t place() const { return place_; }

 private:
  std::atomic<std::size_t>& count_;
  const std::size_t place_;
};

// Until it is whole.
Result<void> readAnswer(Connection& connection, ResponseReader& reader, Deadline deadline) {
  std::array<char, 16384> buffer;
  for (;;) {
    const auto got = connection.receive(buffer.data(), buffer.size(), deadline);
    if (!got) return got.error();
    if (*got == 0) return reader.end();
    const auto isWhole = reader.take({buffer.data(), *got});
    if (!isWhole) return isWhole.error();
    if (*isWhole) return {};
  }
}

}  // namespace

Result<std::unique_ptr<Client>> Client::make(ClientOptions options, const Clock& clock, Log& log) {
  std::optional<TlsContext> tls;
  if (options.url.isSecure) {
    auto made = TlsContext::make(options.authorities);
    if (!made) return made.error();
    tls.emplace(std::move(made).value());
  }
  return std::unique_ptr<Client>(new Client(std::move(options), std::move(tls), clock, log));
}

Client::Client(ClientOptions options, std::optional<TlsContext> tls, const Clock& clock, Log& log)
    : options_(std::move(options)),
      tls_(std::move(tls)),
      clock_(clock),
      log_(log),
      host_(options_.url.host, options_.url.port),
      breaker_(clock, options_.failures, options_.pause) {}

Result<Response> Client::ask(const Request& request) {
  const Counted counted(underWay_);
  if (counted.place() > options_.maxWaiting) {
    ++notAsked_;
    return unavailable(options_.name + ": " + std::to_string(options_.maxWaiting) +
                       " questions are under way already (" + options_.name + ".max_waiting)");
  }
  return askInBackground(request);
}

Result<Response> Client::askInBackground(const Request& request) {
  Request whole = request;
  if (!options_.secret.empty()) whole.fields.push_back({"Fanfare-Secret", options_.secret});
  const auto bytes = bytesOf(whole, options_.url);
  if (!bytes) return bytes.error();
  if (!breaker_.mayAsk()) {
    ++notAsked_;
    return unavailable(options_.name + ": the backend did not answer; it is left alone for now");
  }
  auto response = exchange(*bytes);
  if (!response) {
    onFailure(response.error().message);
    return unavailable(options_.name + ": " + response.error().message);
  }
  if (isAway(response->status)) {
    onFailure("it answered " + std::to_string(response->status));
  } else {
    onAnswer();
  }
  return response;
}

Result<Response> Client::exchange(const std::string& bytes) {
  const Deadline deadline = std::chrono::steady_clock::now() + options_.timeout;
  while (auto kept = takeKept()) {
    auto response = exchangeOver(std::move(kept), bytes, deadline);
    if (!response) return response.error();
    if (*response) return **std::move(response);
  }
  auto fresh = connect(deadline);
  if (!fresh) return fresh.error();
  auto response = exchangeOver(std::move(fresh).value(), bytes, deadline);
  if (!response) return response.error();
  if (!*response) return unavailable("the connection ended before an answer came");
  return **std::move(response);
}

Result<std::optional<Response>> Client::exchangeOver(ConnectionPtr connection,
                                                     const std::string& bytes, Deadline deadline) {
  ResponseReader reader({});
  auto done = connection->send(bytes, deadline);
  if (done) done = readAnswer(*connection, reader, deadline);
  const bool isInTime = std::chrono::steady_clock::now() < deadline;
  if (!done && !reader.hasBegun() && isInTime) return std::optional<Response>();
  if (!done) return done.error();
  if (reader.canBeFollowed()) keep(std::move(connection));
  return std::optional<Response>(std::move(reader).response());
}

Result<Client::ConnectionPtr> Client::connect(Deadline deadline) {
  const auto endpoints = host_.endpoints(deadline);
  if (!endpoints) return endpoints.error();
  const Peer peer{*endpoints, options_.url.host, tls_ ? &*tls_ : nullptr};
  return Connection::open(peer, options_.connectTimeout, deadline);
}

Client::ConnectionPtr Client::takeKept() {
  const MutexLock lock(mutex_);
  while (!kept_.empty()) {
    ConnectionPtr connection = std::move(kept_.back());
    kept_.pop_back();
    if (connection->isQuiet()) return connection;
  }
  return nullptr;
}

void Client::keep(ConnectionPtr connection) {
  const MutexLock lock(mutex_);
  if (kept_.size() < options_.maxWaiting) kept_.push_back(std::move(connection));
}

void Client::onAnswer() {
  ++answered_;
  if (breaker_.onAnswer() != CircuitBreaker::Change::kClosed) return;
  log_.write(LogLevel::kInformation,
             options_.name + ": " + options_.url.shown() + " answers again");
}

void Client::onFailure(const std::string& why) {
  ++failed_;
  const bool isOpened = breaker_.onFailure() == CircuitBreaker::Change::kOpened;
  if (!isTimeToTell() && !isOpened) return;
  std::string line = options_.name + ": " + options_.url.shown() + ": " + why;
  if (isOpened) {
    line += "; " + std::to_string(options_.failures) +
            " times in a row: it is left alone, but for a try every " +
            std::to_string(options_.pause.count()) + " ms";
  }
  log_.write(LogLevel::kWarning, line);
}

void Client::tellUnusable(const std::string& why) {
  ++unusable_;
  if (!isTimeToTell()) return;
  log_.write(LogLevel::kWarning, options_.name + ": " + options_.url.shown() + ": " + why);
}

bool Client::isTimeToTell() {
  const MutexLock lock(mutex_);
  const Clock::Time now = clock_.now();
  if (lastTold_ && now - *lastTold_ < kTellInterval) return false;
  lastTold_ = now;
  return true;
}

ClientStats Client::stats() const {
  return {answered_, failed_, unusable_, notAsked_, underWay_, breaker_.isOpen()};
}

std::vector<core::Metric> Client::metrics() const {
  using Kind = core::Metric::Kind;
  const ClientStats now = stats();
  std::vector<core::Metric> metrics{{Kind::kGauge,
                                     "fanfare_backend_waiting",
                                     "Handshakes that wait for a site's backend now.",
                                     {{"backend", name()}},
                                     static_cast<double>(now.underWay)},
                                    {Kind::kGauge,
                                     "fanfare_backend_circuit_open",
                                     "1 while a backend is left alone.",
                                     {{"backend", name()}},
                                     now.isOpen ? 1.0 : 0.0}};
  const std::vector<std::pair<const char*, std::uint64_t>> outcomes{
      {"answered", now.answered - now.unusable},
      {"unusable", now.unusable},
      {"failed", now.failed},
      {"not_asked", now.notAsked}};
  for (const auto& [outcome, count] : outcomes) {
    metrics.push_back({Kind::kCounter,
                       "fanfare_backend_requests_total",
                       "What became of questions to a site's backend.",
                       {{"backend", name()}, {"outcome", outcome}},
                       static_cast<double>(count)});
  }
  return metrics;
}

}  // namespace fanfare::backend
