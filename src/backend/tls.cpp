#include "backend/tls.h"

#include <arpa/inet.h>
#include <openssl/err.h>
#include <openssl/x509v3.h>

namespace fanfare::backend {
namespace {

bool isNumeric(const std::string& host) {
  in6_addr address{};
  return ::inet_pton(AF_INET, host.c_str(), &address) == 1 ||
         ::inet_pton(AF_INET6, host.c_str(), &address) == 1;
}

// Asks for a certificate of `host`, and tells the server which one is wanted.
bool setHost(SSL* tls, const std::string& host) {
  if (isNumeric(host)) return X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(tls), host.c_str()) == 1;
  return SSL_set1_host(tls, host.c_str()) == 1 && SSL_set_tlsext_host_name(tls, host.c_str()) == 1;
}

}  // namespace

Result<TlsContext> TlsContext::make(const std::string& authorities) {
  Context context(SSL_CTX_new(TLS_client_method()));
  if (!context) return Error{ErrorCode::kInvalidArgument, "TLS is not to be had"};
  SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
  SSL_CTX_set_mode(context.get(), SSL_MODE_ENABLE_PARTIAL_WRITE);
  SSL_CTX_set_mode(context.get(), SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  const int isRead = authorities.empty() ? SSL_CTX_set_default_verify_paths(context.get())
                                         : SSL_CTX_load_verify_locations(
                                               context.get(), authorities.c_str(), nullptr);
  ERR_clear_error();
  if (isRead != 1) {
    return Error{ErrorCode::kInvalidArgument, "no certificates can be read from " + authorities};
  }
  return TlsContext(std::move(context));
}

TlsPtr TlsContext::over(int fd, const std::string& host) const {
  TlsPtr tls(SSL_new(context_.get()));
  if (!tls || !setHost(tls.get(), host) || SSL_set_fd(tls.get(), fd) != 1) return nullptr;
  SSL_set_connect_state(tls.get());
  return tls;
}

std::string whyTlsFailed(const SSL& tls) {
  const long verified = SSL_get_verify_result(&tls);
  const unsigned long error = ERR_peek_last_error();
  ERR_clear_error();
  if (verified != X509_V_OK) {
    return std::string("its certificate: ") + X509_verify_cert_error_string(verified);
  }
  const char* reason = error == 0 ? nullptr : ERR_reason_error_string(error);
  return std::string("TLS: ") + (reason ? reason : "the connection ended");
}

}  // namespace fanfare::backend
