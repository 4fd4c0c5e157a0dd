#ifndef FANFARE_TLS_SERVER_CONTEXT_H_
#define FANFARE_TLS_SERVER_CONTEXT_H_

#include "fanfare/result.h"

#include "tls/openssl_pointers.h"
#include "tls/server_options.h"

namespace fanfare::tls {

// What all connections of a server have in common: certificate, key, versions, ciphers; ALPN knows
// "http/1.1" alone; sessions are resumed by tickets, kept by the clients. Fails with
// kInvalidArgument, naming the setting and what is wrong with the file.
Result<ContextPtr> makeServerContext(const ServerOptions& options);

}  // namespace fanfare::tls

#endif  // FANFARE_TLS_SERVER_CONTEXT_H_
