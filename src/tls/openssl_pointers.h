#ifndef FANFARE_TLS_OPENSSL_POINTERS_H_
#define FANFARE_TLS_OPENSSL_POINTERS_H_

#include <openssl/ssl.h>

#include <memory>

namespace fanfare::tls {

struct FreeContext {
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};
using ContextPtr = std::unique_ptr<SSL_CTX, FreeContext>;

struct FreeNames {
  void operator()(STACK_OF(X509_NAME) * names) const {
    sk_X509_NAME_pop_free(names, X509_NAME_free);
  }
};
using NamesPtr = std::unique_ptr<STACK_OF(X509_NAME), FreeNames>;

}  // namespace fanfare::tls

#endif  // FANFARE_TLS_OPENSSL_POINTERS_H_
