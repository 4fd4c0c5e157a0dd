#ifndef FANFARE_TLS_FAILURE_H_
#define FANFARE_TLS_FAILURE_H_

#include <string>

namespace fanfare::tls {

// Why a handshake with a client failed, as far as OpenSSL tells.
enum class FailureCause {
  kPlainHttp,            // the client speaks HTTP
  kMalformed,            // or something else that is no TLS, or TLS that breaks its rules
  kVersion,              // no version in common
  kCipher,               // no cipher, group or kind of signature in common
  kApplicationProtocol,  // the client offers others than HTTP/1.1
  kClientCertificate,    // the client's is missing or not good
  kDistrusted,           // the client does not take ours
  kAlert,                // the client had another objection
  kGone,                 // the connection ended
  kCauses
};

// What `error`, in OpenSSL's type for what its lists hold, 0 for none, says of a handshake.
FailureCause failureCauseOf(unsigned long error);

// What OpenSSL said last on this thread, "no shared cipher"; takes it off the thread's list of
// errors. `otherwise` if it said nothing.
std::string takeFailure(const std::string& otherwise);

}  // namespace fanfare::tls

#endif  // FANFARE_TLS_FAILURE_H_
