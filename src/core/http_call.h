#ifndef FANFARE_CORE_HTTP_CALL_H_
#define FANFARE_CORE_HTTP_CALL_H_

#include <functional>
#include <string>

#include "fanfare/handshake.h"

namespace fanfare::core {

// A request that asks for no connection. Value type.
struct HttpCall {
  std::string method;
  std::string contentType;    // the header's value; empty: none
  std::string clientAddress;  // as in Handshake
  std::string body;
};

// Value type.
struct HttpReply {
  int status = 200;
  std::string contentType = "text/html; charset=utf-8";
  std::string body = {};
  Fields headers = {};
};

// Answers the calls at one path of a dialect's own.
//
// Threads: called from every HTTP worker at once.
// Blocking: must not block; what waits for the broker is replied to later.
// Ownership: owned by the application; outlives the front door.
class HttpCallee {
 public:
  virtual ~HttpCallee() = default;

  // Takes the reply, from any thread, which it does not block.
  using Replied = std::function<void(HttpReply)>;

  // Calls `replied` once, maybe at once, within a few seconds; not at all if the node ends before.
  virtual void answer(const HttpCall& call, Replied replied) = 0;
};

}  // namespace fanfare::core

#endif  // FANFARE_CORE_HTTP_CALL_H_
