#ifndef FANFARE_SOCKETIO_EXCHANGE_H_
#define FANFARE_SOCKETIO_EXCHANGE_H_

#include <string>

#include "net/transport.h"

namespace fanfare::socketio {

// Value type.
struct HttpAnswer {
  int status = 200;
  std::string contentType = "text/plain; charset=UTF-8";
  std::string body;
};

// The same whichever transport is refused.
HttpAnswer okAnswer();
// 400 with a sentence, as JSON.
HttpAnswer badRequest(const std::string& why);

// A request whose answer is waited for, though nobody waits on a thread. It is answered or taken
// over, once; one that dies before closes its connection. While it waits, its socket is not read
// from.
//
// Threads: one at a time.
class Exchange {
 public:
  Exchange() = default;
  Exchange(const Exchange&) = delete;
  Exchange& operator=(const Exchange&) = delete;
  virtual ~Exchange() = default;

  // The connection goes back to where requests come from.
  virtual void answer(const HttpAnswer& answer) = 0;

  // For who speaks something else on it from here on; nothing was sent.
  struct Taken {
    net::Transport transport;
    std::string earlyBytes;
  };
  virtual Taken takeOver() = 0;
};

}  // namespace fanfare::socketio

#endif  // FANFARE_SOCKETIO_EXCHANGE_H_
