#ifndef FANFARE_TESTS_SUPPORT_TLS_PAIR_H_
#define FANFARE_TESTS_SUPPORT_TLS_PAIR_H_

#include <memory>
#include <string>
#include <utility>

#include "net/transport.h"
#include "support/certificates.h"
#include "support/socket_pair.h"
#include "support/temporary_directory.h"
#include "support/tls_client.h"
#include "tls/credentials.h"

namespace fanfare::testing {

// The files a server's TLS is made of: a certificate and its key.
class TlsFiles {
 public:
  TlsFiles() : TlsFiles(selfSigned("localhost")) {}
  explicit TlsFiles(const SelfSigned& made) { write(made); }

  void write(const SelfSigned& made) {
    (void)directory_.write("certificate.pem", made.certificate);
    (void)directory_.write("key.pem", made.key);
  }

  const test::TemporaryDirectory& directory() const { return directory_; }
  tls::ServerOptions options() const {
    tls::ServerOptions options;
    options.certificate = directory_.path("certificate.pem");
    options.key = directory_.path("key.pem");
    return options;
  }

 private:
  test::TemporaryDirectory directory_;
};

// Both ends of a TLS connection, the server's as a transport.
struct TlsPair {
  TlsPair(const tls::Credentials& credentials, SocketPair sockets,
          const TlsClient::SetUp& setUp = {})
      : client(std::move(sockets.peers), setUp), ours(std::move(sockets.ours)) {
    ours.startTls(credentials.accept(ours.fd()));
  }

  // Until both are done or one has failed.
  tls::Handshake shakeHands() {
    auto handshake = tls::Handshake::kUnderWay;
    while (handshake == tls::Handshake::kUnderWay && !client.hasFailed()) {
      (void)client.shakeHands();
      handshake = ours.stream()->shakeHands();
    }
    while (handshake == tls::Handshake::kDone && !client.hasFailed() && !client.shakeHands()) {
      (void)ours.flush();
    }
    return handshake;
  }

  TlsClient client;
  net::Transport ours;
};

}  // namespace fanfare::testing

#endif  // FANFARE_TESTS_SUPPORT_TLS_PAIR_H_
