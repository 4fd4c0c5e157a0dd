#ifndef FANFARE_TESTS_SUPPORT_CERTIFICATES_H_
#define FANFARE_TESTS_SUPPORT_CERTIFICATES_H_

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <memory>
#include <string>

#include <cppunit/TestAssert.h>

namespace fanfare::testing {

struct FreeKey {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
using KeyPtr = std::unique_ptr<EVP_PKEY, FreeKey>;

struct FreeX509 {
  void operator()(X509* certificate) const { X509_free(certificate); }
};
using X509Ptr = std::unique_ptr<X509, FreeX509>;

// A certificate signed by its own key, in PEM.
struct SelfSigned {
  std::string certificate;
  std::string key;
};

// What `write` writes to a BIO.
template <typename Write>
std::string pemOf(const Write& write) {
  BIO* const memory = BIO_new(BIO_s_mem());
  CPPUNIT_ASSERT_EQUAL(1, write(memory));
  char* data = nullptr;
  const auto size = static_cast<std::size_t>(BIO_get_mem_data(memory, &data));
  std::string pem(data, size);
  BIO_free(memory);
  return pem;
}

// Valid from `from` to `until`, in seconds from now; the key encrypted where there is a password.
inline SelfSigned selfSigned(const std::string& name, const std::string& password = "",
                             long from = -3600, long until = 3600) {
  const KeyPtr key(EVP_EC_gen("P-256"));
  const X509Ptr certificate(X509_new());
  X509_set_version(certificate.get(), 2);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), from);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), until);
  X509_NAME* const subject = X509_get_subject_name(certificate.get());
  X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC,
                             reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
  X509_set_issuer_name(certificate.get(), subject);
  X509_set_pubkey(certificate.get(), key.get());
  CPPUNIT_ASSERT(X509_sign(certificate.get(), key.get(), EVP_sha256()) > 0);

  const auto* const cipher = password.empty() ? nullptr : EVP_aes_128_cbc();
  const auto* const secret = reinterpret_cast<const unsigned char*>(password.data());
  return {pemOf([&](BIO* to) { return PEM_write_bio_X509(to, certificate.get()); }),
          pemOf([&](BIO* to) {
            return PEM_write_bio_PrivateKey(to, key.get(), cipher, secret,
                                            static_cast<int>(password.size()), nullptr, nullptr);
          })};
}

}  // namespace fanfare::testing

#endif  // FANFARE_TESTS_SUPPORT_CERTIFICATES_H_
