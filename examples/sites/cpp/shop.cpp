// The shop in C++, with Poco's HTTP server; Fanfare asks it who is there. SHOP_... come from
// ../run.sh.

#include <cstdlib>
#include <iostream>
#include <sstream>

#include <Poco/Event.h>
#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>
#include <Poco/Net/HTMLForm.h>
#include <Poco/Net/HTTPCookie.h>
#include <Poco/Net/HTTPRequestHandler.h>
#include <Poco/Net/HTTPRequestHandlerFactory.h>
#include <Poco/Net/HTTPServer.h>
#include <Poco/Net/HTTPServerRequest.h>
#include <Poco/Net/HTTPServerResponse.h>
#include <Poco/Net/NetException.h>

#include "fanfare/publisher/redis_publisher.h"

#include "sessions.h"

namespace shop {
namespace {

using fanfare::Disconnect;
using fanfare::publisher::Audiences;
using fanfare::publisher::kSelf;
using fanfare::publisher::Options;
using fanfare::publisher::Reader;
using fanfare::publisher::RedisPublisher;
using fanfare::publisher::Transport;
using Poco::JSON::Array;
using Poco::JSON::Object;
using Poco::Net::HTMLForm;
using Poco::Net::HTTPCookie;
using Poco::Net::HTTPRequest;
using Poco::Net::HTTPResponse;
using Poco::Net::HTTPServerRequest;
using Poco::Net::HTTPServerResponse;

constexpr const char* kCookie = "shop";
const std::map<std::string, std::vector<std::string>> kGroups = {{"mary", {"staff"}}, {"john", {}}};

std::string setting(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

std::string textOf(const Object& object) {
  std::ostringstream text;
  object.stringify(text);
  return text.str();
}

Array arrayOf(const std::vector<std::string>& texts) {
  Array array;
  for (const auto& text : texts) array.add(text);
  return array;
}

Object object(const std::string& name, const Poco::Dynamic::Var& value) {
  Object object;
  object.set(name, value);
  return object;
}

// A transport serves one thread at a time, so each thread of the server has its own.
std::shared_ptr<Transport> transport() {
  thread_local const std::shared_ptr<Transport> own = [] {
    Options options;
    options.url = setting("SHOP_REDIS");
    auto made = fanfare::publisher::redisTransport(options);
    if (!made) throw Poco::RuntimeException(made.error().message);
    return std::move(made).value();
  }();
  return own;
}

RedisPublisher publisherTo(const Audiences& audiences, const Reader& visitor) {
  auto made = RedisPublisher::create(transport(), "shop", audiences, visitor);
  if (!made) throw Poco::InvalidArgumentException(made.error().message);
  return std::move(made).value();
}

// One request, and who is behind it.
class Call final : public Poco::Net::HTTPRequestHandler {
 public:
  explicit Call(Sessions& sessions) : sessions_(sessions) {}

  void handleRequest(HTTPServerRequest& request, HTTPServerResponse& response) override {
    request_ = &request;
    response_ = &response;
    Poco::Net::NameValueCollection cookies;
    request.getCookies(cookies);
    key_ = cookies.get(kCookie, "");
    session_ = sessions_.find(key_).value_or(Session());
    try {
      request.getMethod() == HTTPRequest::HTTP_POST ? post(request.getURI())
                                                    : get(request.getURI());
    } catch (const Poco::InvalidArgumentException& error) {
      answer(HTTPResponse::HTTP_BAD_REQUEST, error.message());
    } catch (const Poco::Exception& error) {
      std::cerr << error.displayText() << std::endl;
      answer(HTTPResponse::HTTP_SERVICE_UNAVAILABLE, "not now");
    }
  }

 private:
  void get(const std::string& path) {
    if (path == "/") return sendFile("index.html", "text/html; charset=utf-8");
    if (path == "/page/shop.css") return sendFile("shop.css", "text/css");
    if (path == "/page/shop.js") return sendFile("shop.js", "text/javascript");
    if (path == "/me") return sayWhoIAm();
    if (path == "/fanfare/whoami") return tellFanfare();
    answer(HTTPResponse::HTTP_NOT_FOUND, "");
  }

  void post(const std::string& path) {
    const HTMLForm form(*request_, request_->stream());
    const auto field = [&form](const char* name) { return form.get(name, ""); };
    if (path == "/login") return logIn(field("name"), field("password"));
    if (path == "/logout") return logOut();
    if (path == "/todo") return addToDo(field("item"));
    if (path == "/price") return tell(Audiences::everyone(), object("price", field("price")));
    if (path == "/order") {
      return tell({false, {field("user")}, {}, {}, {}}, object("order", field("status")));
    }
    if (path == "/staff") {
      return tell({false, {}, {"staff"}, {}, {}}, object("staff", field("text")));
    }
    answer(HTTPResponse::HTTP_NOT_FOUND, "");
  }

  void sayWhoIAm() {
    Object me = object("port", setting("SHOP_FANFARE_PORT"));
    me.set("user",
           session_.user.empty() ? Poco::Dynamic::Var() : Poco::Dynamic::Var(session_.user));
    answerJson(me);
  }

  // The resolver http: docs/sessions/http.md.
  void tellFanfare() {
    if (request_->get("Fanfare-Secret", "") != setting("SHOP_SECRET")) {
      return answer(HTTPResponse::HTTP_FORBIDDEN, "");
    }
    if (!sessions_.find(key_)) return answer(HTTPResponse::HTTP_NO_CONTENT, "");
    Object visitor = object("session", key_);
    if (!session_.user.empty()) {
      visitor.set("user", session_.user);
      visitor.set("groups", arrayOf(session_.groups));
    }
    answerJson(visitor);
  }

  void logIn(const std::string& name, const std::string& password) {
    const auto known = kGroups.find(name);
    if (known == kGroups.end() || password != "secret") {
      return answer(HTTPResponse::HTTP_FORBIDDEN, "wrong name or password");
    }
    sessions_.end(key_);
    session_.user = name;
    session_.groups = known->second;
    begin();
    answer(HTTPResponse::HTTP_OK, "in");
  }

  void logOut() {
    sessions_.end(key_);
    if (!key_.empty()) {
      const auto ended = publisherTo({}, visitor()).disconnect({Disconnect::By::kSession, key_});
      if (!ended) throw Poco::RuntimeException(ended.error().message);
    }
    HTTPCookie gone(kCookie);
    gone.setMaxAge(0);
    response_->addCookie(gone);
    answer(HTTPResponse::HTTP_OK, "out");
  }

  void addToDo(const std::string& item) {
    session_.todo.push_back(item);
    sessions_.find(key_) ? sessions_.replace(key_, session_) : begin();
    tell({false, {}, {}, {std::string(kSelf)}, {}}, object("todo", arrayOf(session_.todo)));
  }

  void begin() {
    key_ = sessions_.begin(session_);
    HTTPCookie cookie(kCookie, key_);
    cookie.setHttpOnly();
    cookie.setSameSite(HTTPCookie::SAME_SITE_LAX);
    cookie.setPath("/");
    response_->addCookie(cookie);
  }

  void tell(const Audiences& audiences, const Object& message) {
    const auto heard = publisherTo(audiences, visitor()).publishMessage(textOf(message));
    if (!heard) throw Poco::RuntimeException(heard.error().message);
    answer(HTTPResponse::HTTP_OK, "told");
  }

  Reader visitor() const { return {key_, session_.user, session_.groups, {}}; }

  void sendFile(const std::string& name, const std::string& type) {
    response_->sendFile(setting("SHOP_PAGE") + "/" + name, type);
  }

  void answerJson(const Object& object) {
    response_->setContentType("application/json");
    answer(HTTPResponse::HTTP_OK, textOf(object));
  }

  void answer(HTTPResponse::HTTPStatus status, const std::string& text) {
    response_->setStatusAndReason(status);
    response_->setContentLength64(static_cast<Poco::Int64>(text.size()));
    response_->send() << text;
  }

  Sessions& sessions_;
  HTTPServerRequest* request_ = nullptr;
  HTTPServerResponse* response_ = nullptr;
  std::string key_;
  Session session_;
};

class Calls final : public Poco::Net::HTTPRequestHandlerFactory {
 public:
  Poco::Net::HTTPRequestHandler* createRequestHandler(const HTTPServerRequest& /*any*/) override {
    return new Call(sessions_);  // the server deletes it
  }

 private:
  Sessions sessions_;
};

}  // namespace
}  // namespace shop

int main() {
  const auto port = static_cast<Poco::UInt16>(std::stoi(shop::setting("SHOP_PORT")));
  const Poco::Net::ServerSocket socket(Poco::Net::SocketAddress("127.0.0.1", port));
  Poco::Net::HTTPServer server(new shop::Calls, socket, new Poco::Net::HTTPServerParams);
  server.start();
  Poco::Event().wait();  // until it is stopped
}
