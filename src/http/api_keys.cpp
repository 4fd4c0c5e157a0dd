#include "http/api_keys.h"

#include <openssl/crypto.h>
#include <openssl/sha.h>

#include <algorithm>
#include <utility>

#include "core/facility_rules.h"
#include "model/ascii.h"

namespace fanfare::http {
namespace {

constexpr std::string_view kScheme = "bearer ";

std::array<unsigned char, 32> digestOf(std::string_view text) {
  static_assert(SHA256_DIGEST_LENGTH == 32);
  std::array<unsigned char, 32> digest;
  SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data());
  return digest;
}

}  // namespace

std::optional<ApiScope> apiScopeOf(std::string_view word) {
  if (word == "publish") return ApiScope::kPublish;
  if (word == "read") return ApiScope::kRead;
  if (word == "admin") return ApiScope::kAdmin;
  return std::nullopt;
}

bool ApiKey::holds(ApiScope scope) const {
  return std::any_of(scopes.begin(), scopes.end(),
                     [&](ApiScope held) { return held == scope || held == ApiScope::kAdmin; });
}

bool ApiKey::reaches(std::string_view facility) const {
  return std::any_of(facilities.begin(), facilities.end(), [&](const std::string& pattern) {
    return core::matchesPattern(pattern, facility);
  });
}

ApiKeys::ApiKeys(std::vector<ApiKey> keys) : keys_(std::move(keys)) {
  for (const auto& key : keys_) digests_.push_back(digestOf(key.secret));
}

const ApiKey* ApiKeys::find(std::string_view authorization) const {
  if (!equalsIgnoringCase(authorization.substr(0, kScheme.size()), kScheme)) return nullptr;
  authorization.remove_prefix(kScheme.size());
  const Digest digest = digestOf(authorization);

  const ApiKey* found = nullptr;
  for (std::size_t i = 0; i < keys_.size(); ++i) {
    if (CRYPTO_memcmp(digest.data(), digests_[i].data(), digest.size()) == 0) found = &keys_[i];
  }
  return found;
}

}  // namespace fanfare::http
