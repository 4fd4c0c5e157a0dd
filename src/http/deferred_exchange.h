#ifndef FANFARE_HTTP_DEFERRED_EXCHANGE_H_
#define FANFARE_HTTP_DEFERRED_EXCHANGE_H_

#include "fanfare/handshake.h"

#include "http/read_ahead_socket.h"
#include "socketio/exchange.h"

namespace fanfare::http {

// A connection that the gate gets back with the answer to its request.
class DeferredExchange final : public socketio::Exchange {
 public:
  // `headers` go with the answer.
  DeferredExchange(Deferred deferred, Fields headers)
      : deferred_(std::move(deferred)), headers_(std::move(headers)) {}

  void answer(const socketio::HttpAnswer& answer) override;
  Taken takeOver() override;

 private:
  Deferred deferred_;
  const Fields headers_;
};

}  // namespace fanfare::http

#endif  // FANFARE_HTTP_DEFERRED_EXCHANGE_H_
