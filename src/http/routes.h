#ifndef FANFARE_HTTP_ROUTES_H_
#define FANFARE_HTTP_ROUTES_H_

#include <string_view>
#include <vector>

#include <Poco/Net/HTTPRequestHandlerFactory.h>

#include "core/limit_counts.h"
#include "core/node.h"
#include "http/api_handler.h"
#include "http/dialect_call.h"
#include "http/metrics.h"
#include "http/origin.h"
#include "http/socketio_handler.h"
#include "http/upgrade_handler.h"
#include "model/log.h"

namespace fanfare::http {

// Where requests go. All of it outlives the routes; what is null is not served.
struct RouteParts {
  const core::Node& node;
  UpgradeHandler* upgrades;
  SocketIoHandler* socketIo;       // of the way that opens no WebSockets, if there is one
  const std::vector<WayIn>& ways;  // where clients come in, while `upgrades` is not null
  ApiHandler* api;
  bool hasMetrics = true;
  bool hasDemo = false;
  Log& log;
  const RefusalLog& refusals;
  const core::LimitCounts& limitCounts;
  const MetricSources& metrics;           // besides
  const std::vector<DialectCall>& calls;  // of dialects, while `upgrades` is not null
  const ClientAddressRules& addresses;
  WaitingAnswers& answers;
  const OriginRules& pages;  // that may call the API from other origins
};

// Takes each request to whoever answers it. An entrance gets each wish for a WebSocket at one of
// its paths, and what nobody else answers there. What goes wrong in there is answered with 500, and
// told the log alone.
//
// Threads: called from every HTTP worker at once.
class Routes final : public Poco::Net::HTTPRequestHandlerFactory {
 public:
  explicit Routes(const RouteParts& parts) : parts_(parts) {}

  Poco::Net::HTTPRequestHandler* createRequestHandler(
      const Poco::Net::HTTPServerRequest& request) override;

 private:
  class Handler;

  const RouteParts parts_;
};

}  // namespace fanfare::http

#endif  // FANFARE_HTTP_ROUTES_H_
