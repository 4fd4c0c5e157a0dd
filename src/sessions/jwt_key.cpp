// RFC 7518: a signature of HS* is an HMAC, one of RS* is PKCS #1 v1.5, one of ES* is r and s, each
// as long as the curve's coordinates, one behind the other.

#include "sessions/jwt_key.h"

#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <algorithm>
#include <array>
#include <utility>

#include "sessions/evp_digest.h"
#include "sessions/hmac.h"
#include "sessions/openssl_pointers.h"

namespace fanfare::sessions {
namespace {

struct Algorithm {
  std::string_view name;
  Digest digest;
};
constexpr std::array<Algorithm, 9> kAlgorithms{{{"HS256", Digest::kSha256},
                                                {"HS384", Digest::kSha384},
                                                {"HS512", Digest::kSha512},
                                                {"RS256", Digest::kSha256},
                                                {"RS384", Digest::kSha384},
                                                {"RS512", Digest::kSha512},
                                                {"ES256", Digest::kSha256},
                                                {"ES384", Digest::kSha384},
                                                {"ES512", Digest::kSha512}}};

Error wrong(std::string what) { return {ErrorCode::kInvalidArgument, std::move(what)}; }

Digest digestFor(std::string_view name) {
  const auto found = std::find_if(kAlgorithms.begin(), kAlgorithms.end(),
                                  [name](const Algorithm& one) { return one.name == name; });
  return found->digest;
}

std::vector<std::string_view> algorithmsOnCurve(EVP_PKEY* key) {
  std::array<char, 32> curve{};
  std::size_t size = 0;
  if (EVP_PKEY_get_utf8_string_param(key, OSSL_PKEY_PARAM_GROUP_NAME, curve.data(), curve.size(),
                                     &size) != 1) {
    return {};
  }
  const std::string_view name(curve.data(), size);
  if (name == "prime256v1" || name == "P-256") return {"ES256"};
  if (name == "secp384r1" || name == "P-384") return {"ES384"};
  if (name == "secp521r1" || name == "P-521") return {"ES512"};
  return {};
}

const unsigned char* bytesOf(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

// r and s as DER, which OpenSSL verifies; empty if they are not two of the curve's length.
std::string derOf(std::string_view signature, EVP_PKEY* key) {
  const std::size_t each = (static_cast<std::size_t>(EVP_PKEY_get_bits(key)) + 7) / 8;
  if (signature.size() != 2 * each) return {};
  const int length = static_cast<int>(each);
  const OpensslPtr<ECDSA_SIG, ECDSA_SIG_free> pair(ECDSA_SIG_new());
  BIGNUM* r = BN_bin2bn(bytesOf(signature), length, nullptr);
  BIGNUM* s = BN_bin2bn(bytesOf(signature.substr(each)), length, nullptr);
  ECDSA_SIG_set0(pair.get(), r, s);

  unsigned char* der = nullptr;
  const int size = i2d_ECDSA_SIG(pair.get(), &der);
  std::string text;
  if (size > 0) text.assign(reinterpret_cast<const char*>(der), static_cast<std::size_t>(size));
  OPENSSL_free(der);
  return text;
}

}  // namespace

Result<JwtKey> JwtKey::ofSecret(std::string secret) {
  if (secret.size() < kMinSecretBytes) return wrong("is shorter than 32 bytes");
  JwtKey key;
  key.algorithms_ = {"HS256", "HS384", "HS512"};
  key.secret_ = std::move(secret);
  return key;
}

Result<JwtKey> JwtKey::ofPem(std::string_view pem) {
  const int size = static_cast<int>(pem.size());
  const OpensslPtr<BIO, BIO_free_all> file(BIO_new_mem_buf(pem.data(), size));
  std::shared_ptr<EVP_PKEY> key(PEM_read_bio_PUBKEY(file.get(), nullptr, nullptr, nullptr),
                                EVP_PKEY_free);
  if (!key) {
    const OpensslPtr<BIO, BIO_free_all> again(BIO_new_mem_buf(pem.data(), size));
    const OpensslPtr<X509, X509_free> certificate(
        PEM_read_bio_X509(again.get(), nullptr, nullptr, nullptr));
    if (certificate) key.reset(X509_get_pubkey(certificate.get()), EVP_PKEY_free);
  }
  ERR_clear_error();
  if (!key) return wrong("is no public key in PEM");
  return ofPublicKey(std::move(key));
}

Result<JwtKey> JwtKey::ofPublicKey(std::shared_ptr<EVP_PKEY> key) {
  JwtKey made;
  if (EVP_PKEY_is_a(key.get(), "RSA") == 1) {
    if (EVP_PKEY_get_bits(key.get()) < kMinRsaBits) return wrong("has less than 2048 bits");
    made.algorithms_ = {"RS256", "RS384", "RS512"};
  } else if (EVP_PKEY_is_a(key.get(), "EC") == 1) {
    made.algorithms_ = algorithmsOnCurve(key.get());
  }
  if (made.algorithms_.empty()) return wrong("is neither RSA nor on P-256, P-384 or P-521");
  made.public_ = std::move(key);
  return made;
}

bool JwtKey::suits(std::string_view algorithm, std::string_view id) const {
  if (!id.empty() && !id_.empty() && id != id_) return false;
  return std::find(algorithms_.begin(), algorithms_.end(), algorithm) != algorithms_.end();
}

bool JwtKey::verifies(std::string_view algorithm, std::string_view text,
                      std::string_view signature) const {
  const Digest digest = digestFor(algorithm);
  if (!public_) return isSame(hmacOf(digest, secret_, text), signature);

  const bool isOnCurve = algorithm.front() == 'E';
  const std::string proof = isOnCurve ? derOf(signature, public_.get()) : std::string(signature);
  const OpensslPtr<EVP_MD_CTX, EVP_MD_CTX_free> context(EVP_MD_CTX_new());
  const bool isGood = !proof.empty() &&
                      EVP_DigestVerifyInit(context.get(), nullptr, evpDigest(digest), nullptr,
                                           public_.get()) == 1 &&
                      EVP_DigestVerify(context.get(), bytesOf(proof), proof.size(), bytesOf(text),
                                       text.size()) == 1;
  ERR_clear_error();
  return isGood;
}

}  // namespace fanfare::sessions
