#ifndef FANFARE_TESTS_ALLOCATIONS_CLIENT_ENDS_H_
#define FANFARE_TESTS_ALLOCATIONS_CLIENT_ENDS_H_

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "net/descriptor.h"
#include "support/socket_pair.h"
#include "support/tls_pair.h"
#include "ws/deflate.h"

namespace fanfare::testing {

// A client's end of its connection.
class ClientEnd {
 public:
  virtual ~ClientEnd() = default;

  virtual void send(std::string_view bytes) = 0;
  // What has arrived.
  virtual std::string received() = 0;
};

class PlainEnd final : public ClientEnd {
 public:
  explicit PlainEnd(net::Descriptor socket) : socket_(std::move(socket)) {}

  void send(std::string_view bytes) override { sendAll(socket_, bytes); }
  std::string received() override { return testing::received(socket_); }

 private:
  const net::Descriptor socket_;
};

// Over TLS.
class TlsEnd final : public ClientEnd {
 public:
  // What is still the server's of `pair` is not touched.
  explicit TlsEnd(std::unique_ptr<TlsPair> pair) : pair_(std::move(pair)) {}

  void send(std::string_view bytes) override { pair_->client.send(bytes); }
  std::string received() override { return pair_->client.received(); }

 private:
  const std::unique_ptr<TlsPair> pair_;
};

// Of permessage-deflate. All messages that it is sent have to be compressed; it has received what
// they were before.
class InflatingEnd final : public ClientEnd {
 public:
  explicit InflatingEnd(net::Descriptor socket) : socket_(std::move(socket)) {}

  void send(std::string_view bytes) override { sendAll(socket_, bytes); }
  std::string received() override;

 private:
  const net::Descriptor socket_;
  ws::Inflater inflater_;
};

}  // namespace fanfare::testing

#endif  // FANFARE_TESTS_ALLOCATIONS_CLIENT_ENDS_H_
