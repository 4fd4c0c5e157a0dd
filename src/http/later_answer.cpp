#include "http/later_answer.h"

#include <memory>
#include <string>
#include <utility>

#include <Poco/DateTimeFormat.h>
#include <Poco/DateTimeFormatter.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Timestamp.h>

namespace fanfare::http {

void send(const Answer& answer, Deferred deferred, Body body) {
  using Poco::Net::HTTPResponse;
  if (answer.keepAlive == KeepAlive::kNo) deferred.connection.afterwards = Afterwards::kClose;
  const bool isLast = deferred.connection.afterwards == Afterwards::kClose;
  const auto status = static_cast<HTTPResponse::HTTPStatus>(answer.status);

  std::string bytes =
      "HTTP/1.1 " + std::to_string(answer.status) + " " + HTTPResponse::getReasonForStatus(status);
  const auto add = [&bytes](const std::string& name, const std::string& value) {
    bytes += "\r\n" + name + ": " + value;
  };
  add("Date",
      Poco::DateTimeFormatter::format(Poco::Timestamp(), Poco::DateTimeFormat::HTTP_FORMAT));
  add("Connection", isLast ? "close" : "Keep-Alive");
  add("Content-Type", answer.contentType);
  add("X-Content-Type-Options", "nosniff");
  for (const auto& [name, value] : answer.headers) add(name, value);
  add("Content-Length", std::to_string(answer.body.size()));
  bytes += "\r\n\r\n";

  if (body == Body::kSent) bytes += answer.body;
  deferred.connection.unsent = std::move(bytes);
  deferred.giveBack(std::move(deferred.connection));
}

void sendLater(const LaterAnswer& begin, Deferred deferred, Body body) {
  const auto owed = std::make_shared<Deferred>(std::move(deferred));
  begin([owed, body](const Answer& answer) { send(answer, std::move(*owed), body); });
}

}  // namespace fanfare::http
