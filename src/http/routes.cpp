#include "http/routes.h"

#include <algorithm>
#include <exception>
#include <optional>
#include <string_view>
#include <utility>
#include <variant>

#include <Poco/Net/HTTPRequestHandler.h>
#include <Poco/StreamCopier.h>

#include "core/upgrade_request.h"
#include "http/cors.h"
#include "http/handover.h"
#include "http/health.h"
#include "http/later_answer.h"
#include "http/metrics.h"
#include "http/static_files.h"
#include "http/url.h"

namespace fanfare::http {
namespace {

using Poco::Net::HTTPServerRequest;
using Poco::Net::HTTPServerResponse;

constexpr std::string_view kApi = "/api/";
constexpr std::string_view kDemo = "/demo/";

bool beginsWith(std::string_view text, std::string_view beginning) {
  return text.substr(0, beginning.size()) == beginning;
}

Answer notFound() { return errorAnswer(404, "not_found", "there is nothing here"); }

Answer redirectTo(std::string_view place) {
  Answer answer;
  answer.status = 302;
  answer.headers = {{"Location", std::string(place)}};
  return answer;
}

std::string_view pathOf(const HTTPServerRequest& request) {
  const std::string_view target = request.getURI();
  return target.substr(0, target.find('?'));
}

std::string_view queryOf(const HTTPServerRequest& request) {
  const std::string_view target = request.getURI();
  const auto mark = target.find('?');
  return mark == std::string_view::npos ? std::string_view() : target.substr(mark + 1);
}

// What `get` answers, to those who only read.
template <typename Get>
Answer readOnly(const HTTPServerRequest& request, Get get) {
  if (request.getMethod() == "GET" || request.getMethod() == "HEAD") return get();
  Answer answer = errorAnswer(405, "method_not_allowed", "only GET, HEAD");
  answer.headers = {{"Allow", "GET, HEAD"}};
  return answer;
}

AnswerOrLater callApi(ApiHandler& api, HTTPServerRequest& request, std::string path) {
  auto query = queryFields(queryOf(request));
  if (!query) return errorAnswer(400, "bad_request", "the query is malformed");
  ApiRequest call;
  call.method = request.getMethod();
  call.path = std::move(path);
  call.query = std::move(*query);
  call.authorization = request.get("Authorization", "");
  if (call.method == "POST") Poco::StreamCopier::copyToString(request.stream(), call.body);
  return api.handle(call);
}

Body bodyFor(const HTTPServerRequest& request) {
  return request.getMethod() == "HEAD" ? Body::kLeftOut : Body::kSent;
}

bool isPreflight(const HTTPServerRequest& request) {
  return request.getMethod() == "OPTIONS" && request.has("Origin") &&
         request.has("Access-Control-Request-Method");
}

Answer demoFile(std::string_view path) {
  if (path == "/" || path == "/demo") return redirectTo(kDemo);
  return fileAnswer(demoFiles(), path.substr(kDemo.size()));
}

}  // namespace

class Routes::Handler final : public Poco::Net::HTTPRequestHandler {
 public:
  explicit Handler(const RouteParts& parts) : parts_(parts) {}

  void handleRequest(HTTPServerRequest& request, HTTPServerResponse& response) override {
    try {
      route(request, response);
    } catch (const std::exception& exception) {
      parts_.log.write(LogLevel::kError, std::string("a request failed: ") + exception.what());
      if (!response.sent()) send(errorAnswer(500, "internal", "something went wrong"), response);
    }
  }

 private:
  void route(HTTPServerRequest& request, HTTPServerResponse& response) {
    auto path = percentDecoded(pathOf(request), Plus::kIsPlus);
    if (!path) return send(answerTo({400, "the path is malformed"}), response);
    const bool isUpgrade = core::listHas(request.get("Upgrade", ""), "websocket");
    const WayIn* const way = parts_.upgrades ? wayAt(parts_.ways, *path) : nullptr;
    if (way && isUpgrade) return letIn(*way, request, response);
    if (isOfApi(*path)) return serveApi(request, response, std::move(*path));
    auto answered = answer(request, std::move(*path));
    if (answered) return sendOrDefer(std::move(*answered), request, response);
    if (way) return letIn(*way, request, response);
    if (parts_.upgrades && isUpgrade) return parts_.upgrades->turnAway(request, response);
    send(notFound(), response);
  }

  void letIn(const WayIn& way, HTTPServerRequest& request, HTTPServerResponse& response) {
    if (way.webSockets) return parts_.upgrades->handle(way, request, response);
    parts_.socketIo->handle(request, response);
  }

  // Nullopt where there is nothing.
  std::optional<AnswerOrLater> answer(HTTPServerRequest& request, std::string path) {
    if (path == "/healthz") return readOnly(request, healthAnswer);
    if (path == "/readyz")
      return readOnly(request, [this] { return readinessAnswer(parts_.node); });
    if (parts_.hasMetrics && path == "/metrics") {
      return readOnly(request, [this] {
        return metricsAnswer(parts_.node, parts_.refusals, parts_.limitCounts, parts_.metrics);
      });
    }
    if (const DialectCall* const call = callAt(path)) {
      return answerOf(*call, request, parts_.addresses, parts_.answers);
    }
    const bool isDemo = path == "/" || path == "/demo" || beginsWith(path, kDemo);
    if (parts_.hasDemo && isDemo) return readOnly(request, [&] { return demoFile(path); });
    return std::nullopt;
  }

  // Null where no dialect answers.
  const DialectCall* callAt(const std::string& path) const {
    if (!parts_.upgrades) return nullptr;
    const auto found = std::find_if(parts_.calls.begin(), parts_.calls.end(),
                                    [&path](const DialectCall& one) { return one.path == path; });
    return found == parts_.calls.end() ? nullptr : &*found;
  }

  bool isOfApi(const std::string& path) const {
    return parts_.api && beginsWith(path, kApi) && !callAt(path);
  }

  static void sendOrDefer(AnswerOrLater answer, HTTPServerRequest& request,
                          HTTPServerResponse& response) {
    if (const auto* const present = std::get_if<Answer>(&answer)) return send(*present, response);
    sendLater(std::get<LaterAnswer>(answer), deferAnswer(request), bodyFor(request));
  }

  void serveApi(HTTPServerRequest& request, HTTPServerResponse& response, std::string path) {
    const std::string origin = request.get("Origin", "");
    AnswerOrLater answer = isPreflight(request) ? preflightAnswer(parts_.pages, origin)
                                                : callApi(*parts_.api, request, std::move(path));
    if (std::holds_alternative<LaterAnswer>(answer)) {
      return sendShared(parts_.pages, origin, std::move(answer), deferAnswer(request),
                        bodyFor(request));
    }
    shareWith(parts_.pages, origin, std::get<Answer>(answer));
    send(std::get<Answer>(answer), response);
  }

  const RouteParts& parts_;
};

Poco::Net::HTTPRequestHandler* Routes::createRequestHandler(const HTTPServerRequest& /*request*/) {
  return new Handler(parts_);  // the server deletes it
}

}  // namespace fanfare::http
