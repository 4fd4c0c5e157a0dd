#ifndef FANFARE_APP_SERVER_H_
#define FANFARE_APP_SERVER_H_

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "fanfare/clock.h"
#include "fanfare/result.h"

#include "app/broker_thread.h"
#include "app/config/config.h"
#include "app/entrances.h"
#include "app/judges.h"
#include "app/local_node.h"
#include "core/http_call.h"
#include "core/limit_counts.h"
#include "core/places.h"
#include "core/topic_publishing.h"
#include "http/front.h"
#include "model/log.h"
#include "tls/credentials.h"

namespace fanfare::app {

// Everything the server is made of. Members are built top to bottom and destroyed bottom to top, so
// each may use the ones above it for its whole life.
//
// Threads: one, which makes it; the threads of the server itself begin with start().
class Server final {
 public:
  // Fails with kInvalidArgument where the settings do not go together. `log` outlives the server.
  static Result<std::unique_ptr<Server>> make(const Config& config, Log& log);

  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  ~Server();

  // Serves from here on. Fails with kUnavailable, naming the address, if it cannot listen.
  Result<void> start();

  // What the settings came to, for people: a line each, without secrets.
  std::vector<std::string> report() const;

  // Where it listens: "http://127.0.0.1:8080", "https://[::1]:8443", "unix:/path", separated by
  // blanks. REQUIRES: start() succeeded.
  std::string address() const;

  // Reads again what may change while it runs: the policy's rules, the certificate and its key.
  // What is wrong is logged, and leaves everything as it was. Connections keep what they were
  // granted.
  void reload();

  // Answers /readyz and upgrades with 503, and closes the connections over the time given.
  void drain(std::chrono::milliseconds over);
  std::uint64_t connectionCount() const { return node_.connectionCount(); }
  Aftermath::Count comeAndGone() const { return node_.comeAndGone(); }

  // Ends everything that is left.
  void stop();

 private:
  struct Parts {
    std::unique_ptr<const Judges> judges;
    std::unique_ptr<const Entrances> entrances;
    BrokerThread::MakeBroker makeBroker;
    std::unique_ptr<tls::Credentials> credentials;
  };

  Server(const Config& config, Log& log, Parts parts);

  void reloadRules();
  void reloadCredentials();
  void warnOfCertificate();

  const Config config_;
  Log& log_;
  const Clock& clock_;
  const std::unique_ptr<const Judges> judges_;
  const std::unique_ptr<const Entrances> entrances_;
  const std::unique_ptr<tls::Credentials> credentials_;  // null: no TLS
  core::Places places_;
  const std::unique_ptr<core::Census> census_;  // null: this node is alone
  LocalNode node_;
  const std::unique_ptr<core::TopicPublishing> socketioTopic_;  // null: there is no such dialect
  const std::unique_ptr<core::HttpCallee> emitCall_;            // null: there is no POST /emit
  http::Front front_;
};

}  // namespace fanfare::app

#endif  // FANFARE_APP_SERVER_H_
