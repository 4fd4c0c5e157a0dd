#include "http/deferred_exchange.h"

#include <utility>

#include "http/later_answer.h"

namespace fanfare::http {

void DeferredExchange::answer(const socketio::HttpAnswer& answer) {
  Answer sent;
  sent.status = answer.status;
  sent.contentType = answer.contentType;
  sent.body = answer.body;
  sent.headers = headers_;
  send(sent, std::move(deferred_));
}

socketio::Exchange::Taken DeferredExchange::takeOver() {
  return {std::move(deferred_.connection.transport), std::move(deferred_.connection.surplus)};
}

}  // namespace fanfare::http
