#include "app/config/tls_keys.h"

#include "app/config/secret_key.h"
#include "app/config/setters.h"

namespace fanfare::app {

void addTls(std::vector<Key>& table) {
  using tls::ClientCertificates;
  using tls::Version;
  table.insert(
      table.end(),
      {{"server.tls.certificate", "", "",
        "A file with the certificate in PEM and what leads to its authority; empty: no TLS.",
        anyText([](Config & c) -> auto& { return c.server.tls.certificate; })},
       {"server.tls.key", "", "",
        "A file with the certificate's private key in PEM; empty: the same file.",
        anyText([](Config & c) -> auto& { return c.server.tls.key; })}});
  addSecret(table, {"server.tls.key_password", "", "", "The password of an encrypted private key.",
                    anyText([](Config & c) -> auto& { return c.server.tls.keyPassword; })});
  table.insert(
      table.end(),
      {{"server.tls.min_version", "1.2", "", "The oldest version of TLS to be spoken: 1.2 or 1.3.",
        oneOf<Version>(
            {{"1.2", Version::k12}, {"1.3", Version::k13}},
            [](Config & c) -> auto& { return c.server.tls.minVersion; })},
       {"server.tls.ciphers", tls::kSecureCiphers, "",
        "The ciphers of TLS 1.2, in the order of preference, as OpenSSL writes them.",
        anyText([](Config & c) -> auto& { return c.server.tls.ciphers; })},
       {"server.tls.client_certificates", "off", "",
        "Whether clients are asked for a certificate: off, optional or required.",
        oneOf<ClientCertificates>(
            {{"off", ClientCertificates::kOff},
             {"optional", ClientCertificates::kOptional},
             {"required", ClientCertificates::kRequired}},
            [](Config & c) -> auto& { return c.server.tls.clientCertificates; })},
       {"server.tls.client_ca", "", "",
        "A file with the authorities of clients' certificates in PEM.",
        anyText([](Config & c) -> auto& { return c.server.tls.clientCa; })}});
}

}  // namespace fanfare::app
