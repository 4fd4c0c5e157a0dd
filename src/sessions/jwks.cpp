// RFC 7517 and 7518, 6: a key as a JSON object, and a set of them.

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

#include <algorithm>
#include <utility>

#include "foreign/base64url.h"
#include "sessions/jwt_key.h"
#include "sessions/openssl_pointers.h"

namespace fanfare::sessions {
namespace {

using KeyPtr = std::shared_ptr<EVP_PKEY>;
using BuilderPtr = OpensslPtr<OSSL_PARAM_BLD, OSSL_PARAM_BLD_free>;
using NumberPtr = OpensslPtr<BIGNUM, BN_free>;

Error wrong(std::string what) { return {ErrorCode::kInvalidArgument, std::move(what)}; }

std::string textAt(const foreign::Value& jwk, std::string_view name) {
  const foreign::Value* value = jwk.at(name);
  return value ? value->asText().value_or("") : std::string();
}

// Empty if there are none.
std::string bytesAt(const foreign::Value& jwk, std::string_view name) {
  return foreign::decodedBase64Url(textAt(jwk, name)).value_or("");
}

NumberPtr numberOf(const std::string& bytes) {
  return NumberPtr(BN_bin2bn(reinterpret_cast<const unsigned char*>(bytes.data()),
                             static_cast<int>(bytes.size()), nullptr));
}

KeyPtr publicKeyOf(const char* type, OSSL_PARAM_BLD* builder) {
  const OpensslPtr<OSSL_PARAM, OSSL_PARAM_free> parameters(OSSL_PARAM_BLD_to_param(builder));
  const OpensslPtr<EVP_PKEY_CTX, EVP_PKEY_CTX_free> context(
      EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
  EVP_PKEY* key = nullptr;
  if (parameters && EVP_PKEY_fromdata_init(context.get()) == 1) {
    (void)EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, parameters.get());
  }
  ERR_clear_error();
  return KeyPtr(key, EVP_PKEY_free);
}

KeyPtr rsaIn(const foreign::Value& jwk) {
  const std::string modulus = bytesAt(jwk, "n");
  const std::string exponent = bytesAt(jwk, "e");
  if (modulus.empty() || exponent.empty()) return nullptr;
  const NumberPtr n = numberOf(modulus);
  const NumberPtr e = numberOf(exponent);
  const BuilderPtr builder(OSSL_PARAM_BLD_new());
  OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, n.get());
  OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, e.get());
  return publicKeyOf("RSA", builder.get());
}

KeyPtr curvePointIn(const foreign::Value& jwk) {
  const std::string curve = textAt(jwk, "crv");
  const std::string x = bytesAt(jwk, "x");
  const std::string y = bytesAt(jwk, "y");
  const bool isKnown = curve == "P-256" || curve == "P-384" || curve == "P-521";
  if (!isKnown || x.empty() || x.size() != y.size()) return nullptr;
  const std::string point = '\x04' + x + y;
  const BuilderPtr builder(OSSL_PARAM_BLD_new());
  OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, curve.c_str(), 0);
  OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(),
                                   point.size());
  return publicKeyOf("EC", builder.get());
}

bool isForSignatures(const foreign::Value& jwk) {
  const std::string use = textAt(jwk, "use");
  const std::string type = textAt(jwk, "kty");
  const bool isKnown = type == "oct" || type == "RSA" || type == "EC";
  return isKnown && (use.empty() || use == "sig");
}

}  // namespace

Result<JwtKey> JwtKey::ofJwk(const foreign::Value& jwk) {
  const std::string type = textAt(jwk, "kty");
  KeyPtr point = type == "RSA" ? rsaIn(jwk) : type == "EC" ? curvePointIn(jwk) : nullptr;
  if (type != "oct" && !point) return wrong("is malformed");
  auto made = type == "oct" ? ofSecret(bytesAt(jwk, "k")) : ofPublicKey(std::move(point));
  if (!made) return made;

  JwtKey key = std::move(made).value();
  key.id_ = textAt(jwk, "kid");
  const std::string only = textAt(jwk, "alg");
  if (only.empty()) return key;
  auto& known = key.algorithms_;
  known.erase(std::remove_if(known.begin(), known.end(),
                             [&only](std::string_view name) { return name != only; }),
              known.end());
  if (known.empty()) return wrong("is for an algorithm that does not go with it");
  return key;
}

Result<std::vector<JwtKey>> keysInJwks(std::string_view text) {
  auto json = foreign::Value::parse(text);
  if (!json) return wrong("is no JWKS: " + json.error().message);
  const foreign::Value* list = json->at("keys");
  const auto* elements = list ? list->elements() : nullptr;
  if (!elements) return wrong("is no JWKS: it has no list of keys");

  std::vector<JwtKey> keys;
  for (std::size_t i = 0; i < elements->size(); ++i) {
    const foreign::Value& jwk = (*elements)[i];
    if (!isForSignatures(jwk)) continue;
    auto key = JwtKey::ofJwk(jwk);
    if (!key)
      return wrong("has a key, number " + std::to_string(i + 1) + ", that " + key.error().message);
    keys.push_back(std::move(key).value());
  }
  if (keys.empty()) return wrong("has no key for signatures");
  return keys;
}

}  // namespace fanfare::sessions
