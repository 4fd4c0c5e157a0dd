#include "http/deferred_exchange.h"

#include <string>
#include <utility>

#include <Poco/Net/HTTPResponse.h>

namespace fanfare::http {

void DeferredExchange::answer(const socketio::HttpAnswer& answer) {
  using Poco::Net::HTTPResponse;
  const auto status = static_cast<HTTPResponse::HTTPStatus>(answer.status);
  std::string bytes =
      "HTTP/1.1 " + std::to_string(answer.status) + " " + HTTPResponse::getReasonForStatus(status) +
      "\r\nContent-Type: " + answer.contentType + "\r\nX-Content-Type-Options: nosniff";
  for (const auto& [name, value] : headers_) bytes += "\r\n" + name + ": " + value;
  if (deferred_.connection.afterwards == Afterwards::kClose) bytes += "\r\nConnection: close";
  bytes += "\r\nContent-Length: " + std::to_string(answer.body.size()) + "\r\n\r\n";

  deferred_.connection.unsent = std::move(bytes) + answer.body;
  deferred_.giveBack(std::move(deferred_.connection));
}

socketio::Exchange::Taken DeferredExchange::takeOver() {
  return {std::move(deferred_.connection.transport), std::move(deferred_.connection.surplus)};
}

}  // namespace fanfare::http
