#include "support/tls.h"

#include <openssl/err.h>

#include <cerrno>
#include <cstdlib>
#include <iostream>

namespace fanfare::bench {
namespace {

[[noreturn]] void dieOfOpenSsl(const std::string& what) {
  std::cerr << what << ": " << ERR_error_string(ERR_get_error(), nullptr) << '\n';
  std::exit(2);
}

}  // namespace

TlsContext::TlsContext(const SSL_METHOD* method) : context_(SSL_CTX_new(method)) {
  if (!context_) dieOfOpenSsl("SSL_CTX_new");
  SSL_CTX_set_min_proto_version(context_.get(), TLS1_3_VERSION);
  SSL_CTX_set_mode(context_.get(), SSL_MODE_ENABLE_PARTIAL_WRITE |
                                       SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                                       SSL_MODE_RELEASE_BUFFERS);
}

TlsContext TlsContext::ofClients() {
  TlsContext made(TLS_client_method());
  SSL_CTX_set_read_ahead(made.context_.get(), 1);
  return made;
}

TlsContext TlsContext::ofServer(const std::string& certificate, const std::string& key) {
  TlsContext made(TLS_server_method());
  SSL_CTX* context = made.context_.get();
  if (SSL_CTX_use_certificate_chain_file(context, certificate.c_str()) != 1) {
    dieOfOpenSsl(certificate);
  }
  if (SSL_CTX_use_PrivateKey_file(context, key.c_str(), SSL_FILETYPE_PEM) != 1) dieOfOpenSsl(key);
  return made;
}

TlsStream::TlsStream(const TlsContext& context, int fd, Side side)
    : ssl_(SSL_new(context.context_.get())) {
  if (!ssl_ || SSL_set_fd(ssl_.get(), fd) != 1) dieOfOpenSsl("SSL_new");
  side == Side::kServer ? SSL_set_accept_state(ssl_.get()) : SSL_set_connect_state(ssl_.get());
}

ssize_t TlsStream::read(char* bytes, std::size_t size) {
  ERR_clear_error();
  return resultOf(SSL_read(ssl_.get(), bytes, static_cast<int>(size)));
}

ssize_t TlsStream::write(const char* bytes, std::size_t size) {
  ERR_clear_error();
  return resultOf(SSL_write(ssl_.get(), bytes, static_cast<int>(size)));
}

ssize_t TlsStream::resultOf(int result) const {
  if (result > 0) return result;
  switch (SSL_get_error(ssl_.get(), result)) {
    case SSL_ERROR_WANT_READ:
    case SSL_ERROR_WANT_WRITE:
      return -EAGAIN;
    case SSL_ERROR_ZERO_RETURN:
      return 0;
    case SSL_ERROR_SYSCALL:
      return errno ? -errno : 0;
    default:
      return -EPROTO;
  }
}

}  // namespace fanfare::bench
