#ifndef FANFARE_SESSIONS_EVP_DIGEST_H_
#define FANFARE_SESSIONS_EVP_DIGEST_H_

#include <openssl/evp.h>

#include "sessions/hmac.h"

namespace fanfare::sessions {

// `digest` as OpenSSL names it.
const EVP_MD* evpDigest(Digest digest);

}  // namespace fanfare::sessions

#endif  // FANFARE_SESSIONS_EVP_DIGEST_H_
