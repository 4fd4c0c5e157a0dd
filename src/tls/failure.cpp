#include "tls/failure.h"

#include <openssl/err.h>

namespace fanfare::tls {

std::string takeFailure(const std::string& otherwise) {
  const unsigned long first = ERR_get_error();  // the type is OpenSSL's
  ERR_clear_error();
  const char* const reason = first == 0 ? nullptr : ERR_reason_error_string(first);
  return reason == nullptr ? otherwise : reason;
}

}  // namespace fanfare::tls
