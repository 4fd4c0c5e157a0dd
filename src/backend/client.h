#ifndef FANFARE_BACKEND_CLIENT_H_
#define FANFARE_BACKEND_CLIENT_H_

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "fanfare/clock.h"
#include "fanfare/result.h"

#include "backend/circuit_breaker.h"
#include "backend/connection.h"
#include "backend/host.h"
#include "backend/request.h"
#include "backend/response_reader.h"
#include "backend/tls.h"
#include "backend/url.h"
#include "core/metric_source.h"
#include "model/log.h"
#include "model/mutex.h"

namespace fanfare::backend {

// Value type; the settings of one backend.
struct ClientOptions {
  std::string name;  // "identity.http": of its settings, for log and metrics
  Url url;
  std::string secret;       // sent in the header Fanfare-Secret; empty: none
  std::string authorities;  // a file of certificates that are believed; empty: those of the system
  std::chrono::milliseconds timeout{3000};  // from the question to the last byte of the answer
  std::chrono::milliseconds connectTimeout{1000};
  std::size_t maxWaiting = 16;  // questions under way; more fail at once
  unsigned failures = 5;        // in a row, after which the backend is left alone
  std::chrono::milliseconds pause{5000};
};

// Counters from the start on. Value type.
struct ClientStats {
  std::uint64_t answered = 0;
  std::uint64_t failed = 0;    // no answer, a broken one, or one of 502, 503 and 504
  std::uint64_t unusable = 0;  // of those answered
  std::uint64_t notAsked = 0;  // too many under way, or the circuit is open
  std::size_t underWay = 0;    // now
  bool isOpen = false;         // the circuit, now
};

// Asks the site's own backend over HTTP: one URL, over connections that are kept. It follows no
// redirect, keeps no cookie, and an answer has bounds in bytes and time.
//
// Threads: safe from any.
// Blocking: for the timeout at most.
class Client final : public core::MetricSource {
 public:
  // Both outlive it. Fails with kInvalidArgument if the authorities cannot be read.
  static Result<std::unique_ptr<Client>> make(ClientOptions options, const Clock& clock, Log& log);

  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  // The answer, whatever its status. Fails with kInvalidArgument if the request cannot be sent as
  // it is, and with kUnavailable if there is no answer, or no asking.
  Result<Response> ask(const Request& request);

  // As ask(), for questions that nobody waits for and that are few at a time: they do not count
  // among those under way.
  Result<Response> askInBackground(const Request& request);

  // Logs that an answer came that nothing can be made of, at most once in ten seconds, and counts
  // it.
  void tellUnusable(const std::string& why);

  ClientStats stats() const;
  std::vector<core::Metric> metrics() const override;
  const std::string& name() const { return options_.name; }

 private:
  using ConnectionPtr = std::unique_ptr<Connection>;

  Client(ClientOptions options, std::optional<TlsContext> tls, const Clock& clock, Log& log);

  Result<Response> exchange(const std::string& bytes);
  // Nullopt: a kept connection turned out to have ended, before any of the answer came.
  Result<std::optional<Response>> exchangeOver(ConnectionPtr connection, const std::string& bytes,
                                               Deadline deadline);
  Result<ConnectionPtr> connect(Deadline deadline);
  ConnectionPtr takeKept();
  void keep(ConnectionPtr connection);

  void onAnswer();
  void onFailure(const std::string& why);
  bool isTimeToTell();

  const ClientOptions options_;
  const std::optional<TlsContext> tls_;
  const Clock& clock_;
  Log& log_;
  Host host_;
  CircuitBreaker breaker_;
  std::atomic<std::uint64_t> answered_{0};
  std::atomic<std::uint64_t> failed_{0};
  std::atomic<std::uint64_t> unusable_{0};
  std::atomic<std::uint64_t> notAsked_{0};
  std::atomic<std::size_t> underWay_{0};

  Mutex mutex_;
  std::vector<ConnectionPtr> kept_ FANFARE_GUARDED_BY(mutex_);
  std::optional<Clock::Time> lastTold_ FANFARE_GUARDED_BY(mutex_);
};

}  // namespace fanfare::backend

#endif  // FANFARE_BACKEND_CLIENT_H_
