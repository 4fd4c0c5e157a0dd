#ifndef FANFARE_TESTS_SUPPORT_RAILS_COOKIES_H_
#define FANFARE_TESTS_SUPPORT_RAILS_COOKIES_H_

#include <openssl/evp.h>

#include <array>
#include <string>
#include <string_view>

namespace fanfare::testing {

// With padding (RFC 4648, 4).
inline std::string base64(std::string_view bytes) {
  std::string text((bytes.size() + 2) / 3 * 4 + 1, '\0');
  const auto size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                                    reinterpret_cast<const unsigned char*>(bytes.data()),
                                    static_cast<int>(bytes.size()));
  text.resize(static_cast<std::size_t>(size));
  return text;
}

inline std::string escaped(std::string_view text) {
  std::string made;
  for (const char c : text) {
    const std::string_view escape = c == '+' ? "%2B" : c == '/' ? "%2F" : c == '=' ? "%3D" : "";
    made += escape.empty() ? std::string(1, c) : std::string(escape);
  }
  return made;
}

using RailsKey = std::array<unsigned char, 32>;

inline RailsKey railsKeyOf(const std::string& secretKeyBase) {
  constexpr std::string_view kSalt = "authenticated encrypted cookie";
  RailsKey key{};
  PKCS5_PBKDF2_HMAC(secretKeyBase.data(), static_cast<int>(secretKeyBase.size()),
                    reinterpret_cast<const unsigned char*>(kSalt.data()),
                    static_cast<int>(kSalt.size()), 1000, EVP_sha256(), 32, key.data());
  return key;
}

// What Rails 7 sends for a cookie with `text` in it, but for the nonce, which is always the same.
inline std::string railsCookieOf(std::string_view text, const RailsKey& key) {
  constexpr std::string_view kNonce = "twelve bytes";
  std::array<unsigned char, 16> tag{};
  std::string encrypted(text.size(), '\0');
  int size = 0;
  auto* context = EVP_CIPHER_CTX_new();
  EVP_EncryptInit_ex(context, EVP_aes_256_gcm(), nullptr, key.data(),
                     reinterpret_cast<const unsigned char*>(kNonce.data()));
  EVP_EncryptUpdate(context, reinterpret_cast<unsigned char*>(encrypted.data()), &size,
                    reinterpret_cast<const unsigned char*>(text.data()),
                    static_cast<int>(text.size()));
  EVP_EncryptFinal_ex(context, nullptr, &size);
  EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_GCM_GET_TAG, 16, tag.data());
  EVP_CIPHER_CTX_free(context);
  const std::string_view tagBytes(reinterpret_cast<const char*>(tag.data()), tag.size());
  return escaped(base64(encrypted) + "--" + base64(kNonce) + "--" + base64(tagBytes));
}

inline std::string railsCookieOf(std::string_view text, const std::string& secretKeyBase) {
  return railsCookieOf(text, railsKeyOf(secretKeyBase));
}

// The envelope of Rails around what its serializer wrote. `metadata` is more of its members.
inline std::string railsEnvelopeOf(std::string_view json, const std::string& metadata) {
  return R"({"_rails":{"message":")" + base64(json) + "\"" + metadata + "}}";
}

}  // namespace fanfare::testing

#endif  // FANFARE_TESTS_SUPPORT_RAILS_COOKIES_H_
