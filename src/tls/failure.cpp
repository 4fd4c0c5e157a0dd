#include "tls/failure.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

namespace fanfare::tls {
namespace {

// RFC 8446, 6.2: what an alert of the client's says.
FailureCause causeOfAlert(int description) {
  switch (description) {
    case SSL_AD_PROTOCOL_VERSION:
      return FailureCause::kVersion;
    case SSL_AD_BAD_CERTIFICATE:
    case SSL_AD_UNSUPPORTED_CERTIFICATE:
    case SSL_AD_CERTIFICATE_REVOKED:
    case SSL_AD_CERTIFICATE_EXPIRED:
    case SSL_AD_CERTIFICATE_UNKNOWN:
    case SSL_AD_UNKNOWN_CA:
      return FailureCause::kDistrusted;
    default:
      return FailureCause::kAlert;
  }
}

FailureCause causeOfReason(int reason) {
  switch (reason) {
    case SSL_R_HTTP_REQUEST:
      return FailureCause::kPlainHttp;
    case SSL_R_UNSUPPORTED_PROTOCOL:
    case SSL_R_VERSION_TOO_LOW:
      return FailureCause::kVersion;
    case SSL_R_NO_SHARED_CIPHER:
    case SSL_R_NO_SHARED_GROUPS:
    case SSL_R_NO_SUITABLE_KEY_SHARE:
    case SSL_R_NO_SUITABLE_SIGNATURE_ALGORITHM:
    case SSL_R_NO_SHARED_SIGNATURE_ALGORITHMS:
      return FailureCause::kCipher;
    case SSL_R_NO_APPLICATION_PROTOCOL:
      return FailureCause::kApplicationProtocol;
    case SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE:
    case SSL_R_CERTIFICATE_VERIFY_FAILED:
      return FailureCause::kClientCertificate;
    case SSL_R_UNEXPECTED_EOF_WHILE_READING:
      return FailureCause::kGone;
    default:
      return FailureCause::kMalformed;
  }
}

}  // namespace

FailureCause failureCauseOf(unsigned long error) {
  if (error == 0) return FailureCause::kGone;
  if (ERR_GET_LIB(error) != ERR_LIB_SSL) return FailureCause::kMalformed;
  const int reason = ERR_GET_REASON(error);
  const bool isAlert = reason > SSL_AD_REASON_OFFSET && reason <= SSL_AD_REASON_OFFSET + 255;
  return isAlert ? causeOfAlert(reason - SSL_AD_REASON_OFFSET) : causeOfReason(reason);
}

std::string takeFailure(const std::string& otherwise) {
  const unsigned long first = ERR_get_error();  // the type is OpenSSL's
  ERR_clear_error();
  const char* const reason = first == 0 ? nullptr : ERR_reason_error_string(first);
  return reason == nullptr ? otherwise : reason;
}

}  // namespace fanfare::tls
