#include "cli/api_client.h"

#include <sstream>
#include <utility>

#include <Poco/Exception.h>
#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>
#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Net/HTTPSClientSession.h>
#include <Poco/Net/SSLException.h>
#include <Poco/StreamCopier.h>
#include <Poco/URI.h>

#include "fanfare/utf8.h"

namespace fanfare::cli {
namespace {

using Poco::Net::HTTPClientSession;
using Poco::Net::HTTPSClientSession;

constexpr long kPatienceSeconds = 20;

Poco::JSON::Array::Ptr arrayOf(const std::vector<std::string>& names) {
  Poco::JSON::Array::Ptr array(new Poco::JSON::Array);
  for (const auto& name : names) array->add(name);
  return array;
}

std::string bodyOf(const std::string& facility, const publisher::Audiences& audiences,
                   const std::string& message, std::optional<std::chrono::seconds> expire) {
  Poco::JSON::Object body;
  body.set("facility", facility);
  body.set("message", message);
  if (audiences.broadcast) body.set("broadcast", true);
  if (!audiences.users.empty()) body.set("users", arrayOf(audiences.users.list()));
  if (!audiences.groups.empty()) body.set("groups", arrayOf(audiences.groups.list()));
  if (!audiences.sessions.empty()) body.set("sessions", arrayOf(audiences.sessions.list()));
  if (!audiences.rooms.empty()) body.set("rooms", arrayOf(audiences.rooms.list()));
  if (expire) body.set("expire", static_cast<Poco::Int64>(expire->count()));
  std::ostringstream text;
  body.stringify(text);
  return text.str();
}

// The message of {"error": {"message": ...}}; the whole body if it is nothing like that.
std::string reasonIn(const std::string& body) {
  try {
    const auto root = Poco::JSON::Parser().parse(body).extract<Poco::JSON::Object::Ptr>();
    const auto error = root->getObject("error");
    if (error) return error->getValue<std::string>("message");
  } catch (const Poco::Exception&) {
    return body;  // not the API's own words
  }
  return body;
}

}  // namespace

Result<ApiClient> ApiClient::create(const std::string& url, std::string key, const Trust& trust) {
  const Error wrong{ErrorCode::kInvalidArgument,
                    "--http: '" + url + "' is not of the form http://host[:port], or https://"};
  try {
    const Poco::URI uri(url);
    const bool isSecure = uri.getScheme() == "https";
    if ((!isSecure && uri.getScheme() != "http") || uri.getHost().empty()) return wrong;
    std::unique_ptr<HTTPClientSession> session;
    if (isSecure) {
      session = std::make_unique<HTTPSClientSession>(uri.getHost(), uri.getPort(), tlsFor(trust));
    } else {
      session = std::make_unique<HTTPClientSession>(uri.getHost(), uri.getPort());
    }
    session->setKeepAlive(true);
    session->setTimeout(Poco::Timespan(kPatienceSeconds, 0));
    std::string path = uri.getPath();
    while (!path.empty() && path.back() == '/') path.pop_back();
    return ApiClient(std::move(session), path + "/api/publish", std::move(key));
  } catch (const Poco::Net::SSLException& exception) {
    return Error{ErrorCode::kUnavailable, exception.displayText()};
  } catch (const Poco::Exception&) {
    return wrong;
  }
}

ApiClient::ApiClient(std::unique_ptr<Poco::Net::HTTPClientSession> session, std::string path,
                     std::string key)
    : session_(std::move(session)), path_(std::move(path)), key_(std::move(key)) {}

ApiClient::ApiClient(ApiClient&&) noexcept = default;
ApiClient& ApiClient::operator=(ApiClient&&) noexcept = default;
ApiClient::~ApiClient() = default;

Result<void> ApiClient::publish(const std::string& facility, const publisher::Audiences& audiences,
                                const std::string& message,
                                std::optional<std::chrono::seconds> expire) {
  if (!isUtf8(message)) {
    return Error{ErrorCode::kUnavailable,
                 "the message is not UTF-8, and JSON carries nothing else"};
  }
  try {
    return post(bodyOf(facility, audiences, message, expire));
  } catch (const Poco::Exception& exception) {
    return Error{ErrorCode::kUnavailable, session_->getHost() + ":" +
                                              std::to_string(session_->getPort()) + ": " +
                                              exception.displayText()};
  }
}

Result<void> ApiClient::post(const std::string& body) {
  using Poco::Net::HTTPRequest;
  HTTPRequest request(HTTPRequest::HTTP_POST, path_, HTTPRequest::HTTP_1_1);
  request.setContentType("application/json");
  request.setContentLength(static_cast<std::streamsize>(body.size()));
  request.set("Authorization", "Bearer " + key_);
  session_->sendRequest(request) << body;

  Poco::Net::HTTPResponse response;
  std::string answer;
  Poco::StreamCopier::copyToString(session_->receiveResponse(response), answer);
  if (response.getStatus() == Poco::Net::HTTPResponse::HTTP_ACCEPTED) return {};
  return Error{ErrorCode::kUnavailable, "the server answered " +
                                            std::to_string(static_cast<int>(response.getStatus())) +
                                            " " + response.getReason() + ": " + reasonIn(answer)};
}

}  // namespace fanfare::cli
