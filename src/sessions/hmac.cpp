#include "sessions/hmac.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <array>
#include <cstdlib>

#include "sessions/evp_digest.h"
#include "sessions/openssl_pointers.h"

namespace fanfare::sessions {
namespace {

using Buffer = std::array<unsigned char, EVP_MAX_MD_SIZE>;

std::string textOf(const Buffer& buffer, std::size_t size) {
  return {reinterpret_cast<const char*>(buffer.data()), size};
}

const unsigned char* bytesOf(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

using Mac = OpensslPtr<EVP_MAC_CTX, EVP_MAC_CTX_free>;

Mac madeFor(Digest digest) {
  const OpensslPtr<EVP_MAC, EVP_MAC_free> hmac(EVP_MAC_fetch(nullptr, "HMAC", nullptr));
  Mac mac(hmac ? EVP_MAC_CTX_new(hmac.get()) : nullptr);
  // The parameter is only read.
  auto* const name = const_cast<char*>(EVP_MD_get0_name(evpDigest(digest)));
  const std::array<OSSL_PARAM, 2> parameters{
      OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, name, 0), OSSL_PARAM_construct_end()};
  if (!mac || EVP_MAC_CTX_set_params(mac.get(), parameters.data()) != 1) std::abort();
  return mac;
}

// The calling thread's own: to look up what it is made of takes several times as long as to use it.
EVP_MAC_CTX& macOf(Digest digest) {
  thread_local std::array<Mac, kDigests> macs;
  Mac& mac = macs.at(static_cast<std::size_t>(digest));
  if (!mac) mac = madeFor(digest);
  return *mac;
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
  // OpenSSL takes a key that is null for the one it had before.
  if (key.data() == nullptr) key = "";
  EVP_MAC_CTX& mac = macOf(digest);
  Buffer buffer;
  std::size_t size = 0;
  const bool isMade = EVP_MAC_init(&mac, bytesOf(key), key.size(), nullptr) == 1 &&
                      EVP_MAC_update(&mac, bytesOf(text), text.size()) == 1 &&
                      EVP_MAC_final(&mac, buffer.data(), &size, buffer.size()) == 1;
  if (!isMade) std::abort();
  return textOf(buffer, size);
}

bool isSame(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace fanfare::sessions
