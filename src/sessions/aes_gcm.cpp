#include "sessions/aes_gcm.h"

#include <openssl/err.h>
#include <openssl/evp.h>

#include "sessions/openssl_pointers.h"

namespace fanfare::sessions {
namespace {

const unsigned char* bytesOf(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

bool decrypt(EVP_CIPHER_CTX* context, std::string_view key, const GcmSealed& sealed,
             std::string& text) {
  std::string tag(sealed.tag);
  auto* out = reinterpret_cast<unsigned char*>(text.data());
  int size = 0;
  return EVP_DecryptInit_ex(context, EVP_aes_256_gcm(), nullptr, bytesOf(key),
                            bytesOf(sealed.nonce)) == 1 &&
         EVP_DecryptUpdate(context, out, &size, bytesOf(sealed.text),
                           static_cast<int>(sealed.text.size())) == 1 &&
         EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_GCM_SET_TAG, static_cast<int>(tag.size()),
                             tag.data()) == 1 &&
         EVP_DecryptFinal_ex(context, out + size, &size) == 1;
}

}  // namespace

std::optional<std::string> openedGcm(std::string_view key, const GcmSealed& sealed) {
  const bool fits = key.size() == kAesKeyBytes && sealed.nonce.size() == kGcmNonceBytes &&
                    sealed.tag.size() == kGcmTagBytes;
  if (!fits) return std::nullopt;
  const OpensslPtr<EVP_CIPHER_CTX, EVP_CIPHER_CTX_free> context(EVP_CIPHER_CTX_new());
  std::string text(sealed.text.size(), '\0');
  const bool isGood = context && decrypt(context.get(), key, sealed, text);
  ERR_clear_error();
  if (!isGood) return std::nullopt;
  return text;
}

}  // namespace fanfare::sessions
