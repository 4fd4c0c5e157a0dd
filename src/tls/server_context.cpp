#include "tls/server_context.h"

#include <openssl/err.h>
#include <openssl/x509err.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <string>
#include <string_view>

#include "tls/failure.h"

namespace fanfare::tls {
namespace {

constexpr long kTicketSeconds = 3600;
constexpr int kSecurityLevel = 2;  // 112 bits: RSA and DH from 2048, no SHA-1 in signatures
constexpr unsigned char kSessionContext[] = "fanfare";
constexpr std::string_view kAlpn("\x08http/1.1");

Error wrong(const std::string& setting, const std::string& what) {
  return {ErrorCode::kInvalidArgument, "server.tls." + setting + ": " + what};
}

Result<void> readable(const std::string& setting, const std::string& path) {
  errno = 0;
  if (std::ifstream(path).peek() != std::ifstream::traits_type::eof()) return {};
  return wrong(setting, "cannot read " + path + ": " + (errno ? std::strerror(errno) : "is empty"));
}

int givePassword(char* to, int size, int /*isWriting*/, void* password) {
  const auto& text = *static_cast<const std::string*>(password);
  if (text.size() > static_cast<std::size_t>(size)) return 0;
  std::copy(text.begin(), text.end(), to);
  return static_cast<int>(text.size());
}

// NOLINTNEXTLINE(readability-function-size): OpenSSL's type
int chooseProtocol(ssl_st* /*ssl*/, const unsigned char** chosen, unsigned char* size,
                   const unsigned char* offered, unsigned offeredSize, void* /*unused*/) {
  unsigned char* match = nullptr;
  const auto* const ours = reinterpret_cast<const unsigned char*>(kAlpn.data());
  const int result = SSL_select_next_proto(&match, size, ours, kAlpn.size(), offered, offeredSize);
  *chosen = match;
  return result == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
}

void setBehaviour(SSL_CTX* context) {
  SSL_CTX_set_security_level(context, kSecurityLevel);
  SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION |
                                   SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_PRIORITIZE_CHACHA);
  // Without the automatic retry, a peer cannot keep a reader busy with records that carry nothing.
  SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_clear_mode(context, SSL_MODE_AUTO_RETRY);
  SSL_CTX_set_alpn_select_cb(context, chooseProtocol, nullptr);

  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_session_id_context(context, kSessionContext, sizeof kSessionContext - 1);
  SSL_CTX_set_timeout(context, kTicketSeconds);
  SSL_CTX_set_num_tickets(context, 1);
}

Result<void> setCiphers(SSL_CTX* context, const ServerOptions& options) {
  const int least = options.minVersion == Version::k13 ? TLS1_3_VERSION : TLS1_2_VERSION;
  SSL_CTX_set_min_proto_version(context, least);
  const std::string& wanted = options.ciphers;
  const char* const list = wanted.empty() ? kSecureCiphers : wanted.c_str();
  if (SSL_CTX_set_cipher_list(context, list) == 1) return {};
  return wrong("ciphers",
               "'" + wanted + "' names no cipher that is known: " + takeFailure("not understood"));
}

Result<void> useCertificate(SSL_CTX* context, const std::string& path) {
  if (auto read = readable("certificate", path); !read) return read;
  if (SSL_CTX_use_certificate_chain_file(context, path.c_str()) == 1) return {};
  return wrong("certificate", path + " holds no certificate in PEM that can be used: " +
                                  takeFailure("not understood"));
}

// `error` is the first OpenSSL told.
std::string whyNoKey(unsigned long error, const std::string& password) {  // NOLINT: OpenSSL's type
  const int library = ERR_GET_LIB(error);
  const int reason = ERR_GET_REASON(error);
  if (library == ERR_LIB_X509 && reason == X509_R_KEY_VALUES_MISMATCH) {
    return " does not belong to the certificate";
  }
  if (library == ERR_LIB_X509 && reason == X509_R_KEY_TYPE_MISMATCH) {
    return " is of another kind than the certificate's";
  }
  return " holds no private key in PEM that can be used" +
         std::string(password.empty() ? " (an encrypted one needs server.tls.key_password)"
                                      : " (is server.tls.key_password right?)");
}

Result<void> useKey(SSL_CTX* context, const ServerOptions& options) {
  const std::string& path = options.key.empty() ? options.certificate : options.key;
  if (auto read = readable("key", path); !read) return read;

  std::string password = options.keyPassword;
  SSL_CTX_set_default_passwd_cb(context, givePassword);
  SSL_CTX_set_default_passwd_cb_userdata(context, &password);
  ERR_clear_error();
  const bool isUsed = SSL_CTX_use_PrivateKey_file(context, path.c_str(), SSL_FILETYPE_PEM) == 1 &&
                      SSL_CTX_check_private_key(context) == 1;
  const auto error = ERR_peek_error();
  ERR_clear_error();
  SSL_CTX_set_default_passwd_cb_userdata(context, nullptr);
  SSL_CTX_set_default_passwd_cb(context, nullptr);
  if (isUsed) return {};
  return wrong("key", path + whyNoKey(error, password));
}

Result<void> askForClientCertificates(SSL_CTX* context, const ServerOptions& options) {
  if (options.clientCertificates == ClientCertificates::kOff) return {};
  const std::string& path = options.clientCa;
  if (path.empty()) {
    return wrong("client_ca", "is needed where server.tls.client_certificates is not off");
  }
  if (auto read = readable("client_ca", path); !read) return read;
  NamesPtr names(SSL_load_client_CA_file(path.c_str()));
  if (!names || SSL_CTX_load_verify_locations(context, path.c_str(), nullptr) != 1) {
    return wrong("client_ca", path + " holds no certificate in PEM that can be used: " +
                                  takeFailure("not understood"));
  }
  SSL_CTX_set_client_CA_list(context, names.release());
  const bool isRequired = options.clientCertificates == ClientCertificates::kRequired;
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER | (isRequired ? SSL_VERIFY_FAIL_IF_NO_PEER_CERT : 0),
                     nullptr);
  return {};
}

}  // namespace

Result<ContextPtr> makeServerContext(const ServerOptions& options) {
  ERR_clear_error();
  ContextPtr context(SSL_CTX_new(TLS_server_method()));
  if (!context) std::abort();  // out of memory
  setBehaviour(context.get());
  if (auto done = setCiphers(context.get(), options); !done) return done.error();
  if (auto done = useCertificate(context.get(), options.certificate); !done) return done.error();
  if (auto done = useKey(context.get(), options); !done) return done.error();
  if (auto done = askForClientCertificates(context.get(), options); !done) return done.error();
  return context;
}

}  // namespace fanfare::tls
