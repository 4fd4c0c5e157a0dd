#include "sessions/hmac.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <cstdlib>

#include "sessions/evp_digest.h"

namespace fanfare::sessions {
namespace {

using Buffer = std::array<unsigned char, EVP_MAX_MD_SIZE>;

std::string textOf(const Buffer& buffer, unsigned size) {
  return {reinterpret_cast<const char*>(buffer.data()), size};
}

}  // namespace

const EVP_MD* evpDigest(Digest digest) {
  switch (digest) {
    case Digest::kSha1:
      return EVP_sha1();
    case Digest::kSha256:
      return EVP_sha256();
    case Digest::kSha384:
      return EVP_sha384();
    case Digest::kSha512:
      return EVP_sha512();
  }
  return nullptr;
}

std::string digestOf(Digest digest, std::string_view text) {
  Buffer buffer;
  unsigned size = 0;
  if (EVP_Digest(text.data(), text.size(), buffer.data(), &size, evpDigest(digest), nullptr) != 1) {
    std::abort();
  }
  return textOf(buffer, size);
}

std::string hmacOf(Digest digest, std::string_view key, std::string_view text) {
  Buffer buffer;
  unsigned size = 0;
  const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
  const auto* made = HMAC(evpDigest(digest), key.data(), static_cast<int>(key.size()), bytes,
                          text.size(), buffer.data(), &size);
  if (!made) std::abort();
  return textOf(buffer, size);
}

bool isSame(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace fanfare::sessions
