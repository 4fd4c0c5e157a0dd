#ifndef FANFARE_TLS_SERVER_OPTIONS_H_
#define FANFARE_TLS_SERVER_OPTIONS_H_

#include <string>

namespace fanfare::tls {

enum class Version { k12, k13 };
enum class ClientCertificates { kOff, kOptional, kRequired };

// Value type. The names are those of the keys under server.tls.
struct ServerOptions {
  std::string certificate;  // a file: PEM, the server's first, then what leads to its authority
  std::string key;          // a file: PEM; empty: the same
  std::string keyPassword;  // empty: the key is not encrypted
  Version minVersion = Version::k12;
  std::string ciphers;   // of TLS 1.2, as OpenSSL writes them; empty: kSecureCiphers
  std::string clientCa;  // a file: PEM, the authorities of client certificates
  ClientCertificates clientCertificates = ClientCertificates::kOff;
};

// All with forward secrecy and authenticated encryption.
constexpr const char* kSecureCiphers = "ECDHE+AESGCM:ECDHE+CHACHA20";

}  // namespace fanfare::tls

#endif  // FANFARE_TLS_SERVER_OPTIONS_H_
