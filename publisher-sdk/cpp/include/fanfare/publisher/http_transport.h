#ifndef FANFARE_PUBLISHER_HTTP_TRANSPORT_H_
#define FANFARE_PUBLISHER_HTTP_TRANSPORT_H_

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>

#include "fanfare/publisher/transport.h"

namespace fanfare::publisher {

struct HttpOptions {
  std::string url = "http://127.0.0.1:8080";   // of one server, or of what balances several
  std::string key;                             // one of the server's `api.key.<name>`
  std::optional<std::chrono::seconds> expire;  // nullopt: the server's `message.expire`
  std::size_t maxBytes = 1 << 20;              // how large a message may be
  std::chrono::milliseconds connectTimeout{2000};
  std::chrono::milliseconds answerTimeout{2000};  // of each request, connecting not counted
  Colons colons =
      Colons::kInName;  // kInFacility where the server sets `facility.<...>.allow_colon`
  std::string caFile;   // who vouches for an https server; empty: whom the system trusts
};

// By way of a server's HTTP API, for backends without a Redis, over one connection that is kept; no
// proxy of the environment is asked. Who heard a message nobody counts. Messages are texts in
// UTF-8: others are refused with kInvalidArgument. Many messages are several requests.
//
// Of the library fanfare::publisher_http, which needs libcurl.
//
// Does not connect. Fails with kInvalidArgument if an option is malformed.
Result<std::shared_ptr<Transport>> httpTransport(const HttpOptions& options);

}  // namespace fanfare::publisher

#endif  // FANFARE_PUBLISHER_HTTP_TRANSPORT_H_
