#include "sessions/jwt_key.h"

#include <cppunit/extensions/HelperMacros.h>

#include "foreign/base64url.h"

namespace fanfare::sessions {
namespace {

using namespace std::string_literals;

// RFC 7515, A.1 and A.3: the same claims.
constexpr char kClaims[] =
    "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVl"
    "fQ";
constexpr char kSecretJwk[] =
    R"({"kty":"oct","k":"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"})";
constexpr char kSecretHeader[] = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9";
constexpr char kSecretSignature[] = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
constexpr char kCurveJwk[] =
    R"({"kty":"EC","crv":"P-256","kid":"one","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",)"
    R"("y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"})";
constexpr char kCurveHeader[] = "eyJhbGciOiJFUzI1NiJ9";
constexpr char kCurveSignature[] =
    "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";

// Made with PyJWT.
constexpr char kRsaPem[] =
    "-----BEGIN PUBLIC KEY-----\n"
    "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAp9mYT54fEtLxqtor1KpV\n"
    "lIFJfpCY69yJiNH3b5t1YdnGqjh7pxWUXLO6aRkLYMORpvLkrH0bdbFdKOtONa89\n"
    "6yfPSHUHWvCMrwLmlxuicVzxB0sNV5Z87nfKfGvErzZ6E+Dm56l51YzYQBOYmxHv\n"
    "raEd9owbL7b/u67UBYs3aP5puzheX/U+lkPuEPv4aghbXEve2K7j/S/r4CJU4ObK\n"
    "zSrkJY7K5RdoC//fdkCRPvlehnJJPq6ocRCy7XRYGHsuWnIfDHYu8PYWgEnvwqn3\n"
    "TeJ5l8b8hdTzzOXaNFNWzJdqF4wbmdMsMAT++d98iG7JmUWjTHEwYMODVw9dwotT\n"
    "AQIDAQAB\n"
    "-----END PUBLIC KEY-----\n";
constexpr char kWeakRsaPem[] =
    "-----BEGIN PUBLIC KEY-----\n"
    "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDE0YLTSONWqA4nAuIJOsU+4CM6\n"
    "BqqOfLvO1Ho3emlf656eDFTjERpFDD2STaFzPODKVX9AoZ3+qhG5vAQVg+2wFaD2\n"
    "lrFS/ZBfgpQhuZ70bfdBfdy8PmhsiY2b/+ahDVsVjZmBe800Vax9urXAhMQxA/B3\n"
    "KwxSCPgAo1DS+nGoXwIDAQAB\n"
    "-----END PUBLIC KEY-----\n";
constexpr char kRsaToken[] =
    "eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJhbGljZSIsImV4cCI6NDAwMDAwMDAwMH0.ElOzlSH"
    "z0XRJo5qa8iQNqrhCB1_QGfSCBmB3awX6X0ILFaYAGvVTodkF2aJkIj7n6LZ5iHF72OQV2Hn0fW1jqx2E5Q9foii"
    "_0cXg2P0z9zm3acTYcprX1NDZVxgFtO7y-0kkldIukLKJ_uRazCj5Z0dJj3gIvKrKA4p4nFXijEWXim5oxOXorN4"
    "ZYrs2s64PgspGb9HLdxDjcjwoBFUxR4I0fJQU1BZLgTudKHrJ6Rn_dsF9KraXWJpjTzDIcWzDi9qk8jobQ5jaz0S"
    "XL21EC3JPFguEjr4bBOF0cDCYjqXmfzleHfTQIqCiy69_pjUvRVAZ0bmpjr5ZFzrLOkBTOw";
constexpr char kRsaModulus[] =
    "p9mYT54fEtLxqtor1KpVlIFJfpCY69yJiNH3b5t1YdnGqjh7pxWUXLO6aRkLYMORpvLkrH0bdbFdKOtONa896yfP"
    "SHUHWvCMrwLmlxuicVzxB0sNV5Z87nfKfGvErzZ6E-Dm56l51YzYQBOYmxHvraEd9owbL7b_u67UBYs3aP5puzhe"
    "X_U-lkPuEPv4aghbXEve2K7j_S_r4CJU4ObKzSrkJY7K5RdoC__fdkCRPvlehnJJPq6ocRCy7XRYGHsuWnIfDHYu"
    "8PYWgEnvwqn3TeJ5l8b8hdTzzOXaNFNWzJdqF4wbmdMsMAT--d98iG7JmUWjTHEwYMODVw9dwotTAQ";

std::string signatureOf(const std::string& token) {
  return foreign::decodedBase64Url(token.substr(token.rfind('.') + 1)).value();
}
std::string signedTextOf(const std::string& token) { return token.substr(0, token.rfind('.')); }

class JwtKeyTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(JwtKeyTest);
  CPPUNIT_TEST(verifiesTheExamplesOfTheStandard);
  CPPUNIT_TEST(verifiesWithAnRsaKey);
  CPPUNIT_TEST(refusesASignatureThatWasChanged);
  CPPUNIT_TEST(suitsNoAlgorithmButItsOwn);
  CPPUNIT_TEST(suitsNoKeyIdButItsOwn);
  CPPUNIT_TEST(refusesKeysThatAreWeakOrNone);
  CPPUNIT_TEST(readsTheKeysOfASet);
  CPPUNIT_TEST(refusesASetThatIsNone);
  CPPUNIT_TEST_SUITE_END();

 public:
  void verifiesTheExamplesOfTheStandard() {
    CPPUNIT_ASSERT(ofJwk(kSecretJwk)
                       .verifies("HS256", kSecretHeader + "."s + kClaims,
                                 foreign::decodedBase64Url(kSecretSignature).value()));
    CPPUNIT_ASSERT(ofJwk(kCurveJwk).verifies("ES256", kCurveHeader + "."s + kClaims,
                                             foreign::decodedBase64Url(kCurveSignature).value()));
  }

  void verifiesWithAnRsaKey() {
    const std::string jwk = R"({"kty":"RSA","e":"AQAB","n":")"s + kRsaModulus + "\"}";
    for (const auto& key : {JwtKey::ofPem(kRsaPem).value(), ofJwk(jwk)}) {
      CPPUNIT_ASSERT(key.verifies("RS256", signedTextOf(kRsaToken), signatureOf(kRsaToken)));
      CPPUNIT_ASSERT(!key.verifies("RS512", signedTextOf(kRsaToken), signatureOf(kRsaToken)));
    }
  }

  void refusesASignatureThatWasChanged() {
    const JwtKey keys[] = {ofJwk(kSecretJwk), ofJwk(kCurveJwk), JwtKey::ofPem(kRsaPem).value()};
    const std::string algorithms[] = {"HS256", "ES256", "RS256"};
    const std::string texts[] = {kSecretHeader + "."s + kClaims, kCurveHeader + "."s + kClaims,
                                 signedTextOf(kRsaToken)};
    const std::string signatures[] = {foreign::decodedBase64Url(kSecretSignature).value(),
                                      foreign::decodedBase64Url(kCurveSignature).value(),
                                      signatureOf(kRsaToken)};
    for (std::size_t i = 0; i < std::size(keys); ++i) {
      const auto verifies = [&](const std::string& signature) {
        return keys[i].verifies(algorithms[i], texts[i], signature);
      };
      std::string changed = signatures[i];
      changed[5] = static_cast<char>(changed[5] ^ 1);
      CPPUNIT_ASSERT(verifies(signatures[i]));
      CPPUNIT_ASSERT(!verifies(changed));
      CPPUNIT_ASSERT(!verifies(""));
      CPPUNIT_ASSERT(!verifies(signatures[i] + "x"));
      CPPUNIT_ASSERT(!verifies(signatures[i].substr(1)));
      CPPUNIT_ASSERT(!verifies(std::string(signatures[i].size(), '\0')));
      CPPUNIT_ASSERT(!keys[i].verifies(algorithms[i], texts[i] + "x", signatures[i]));
    }
  }

  void suitsNoAlgorithmButItsOwn() {
    const std::string all[] = {"HS256", "HS384", "HS512", "RS256", "RS384", "RS512",
                               "ES256", "ES384", "ES512", "none",  "None",  ""};
    const auto suited = [&](const JwtKey& key) {
      std::string names;
      for (const auto& name : all) names += key.suits(name, "") ? name + " " : "";
      return names;
    };
    CPPUNIT_ASSERT_EQUAL("HS256 HS384 HS512 "s, suited(ofJwk(kSecretJwk)));
    CPPUNIT_ASSERT_EQUAL("RS256 RS384 RS512 "s, suited(JwtKey::ofPem(kRsaPem).value()));
    CPPUNIT_ASSERT_EQUAL("ES256 "s, suited(ofJwk(kCurveJwk)));
    const std::string jwk = R"({"kty":"RSA","e":"AQAB","alg":"RS384","n":")"s + kRsaModulus + "\"}";
    CPPUNIT_ASSERT_EQUAL("RS384 "s, suited(ofJwk(jwk)));
  }

  void suitsNoKeyIdButItsOwn() {
    CPPUNIT_ASSERT(ofJwk(kCurveJwk).suits("ES256", "one"));
    CPPUNIT_ASSERT(!ofJwk(kCurveJwk).suits("ES256", "two"));
    CPPUNIT_ASSERT(ofJwk(kSecretJwk).suits("HS256", "any"));
  }

  void refusesKeysThatAreWeakOrNone() {
    CPPUNIT_ASSERT_EQUAL("is shorter than 32 bytes"s,
                         JwtKey::ofSecret(std::string(31, 'a')).error().message);
    CPPUNIT_ASSERT_EQUAL("has less than 2048 bits"s, JwtKey::ofPem(kWeakRsaPem).error().message);
    for (const auto& bad : {""s, "key"s, std::string(kRsaPem).substr(0, 200)}) {
      CPPUNIT_ASSERT_EQUAL("is no public key in PEM"s, JwtKey::ofPem(bad).error().message);
    }
  }

  void readsTheKeysOfASet() {
    const auto keys = keysInJwks(R"({"keys":[{"kty":"OKP","crv":"Ed25519","x":"AA"},)"s +
                                 R"({"kty":"RSA","use":"enc","n":"AQ","e":"AQAB"},)" + kCurveJwk +
                                 "," + kSecretJwk + "]}");
    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, keys->size());
    CPPUNIT_ASSERT((*keys)[0].suits("ES256", "one"));
  }

  void refusesASetThatIsNone() {
    for (const char* bad : {"", "[]", "{}", R"({"keys":{}})", R"({"keys":[]})", R"({"keys":[1]})",
                            R"({"keys":[{"kty":"RSA"}]})", R"({"keys":[{"kty":"oct","k":"AAAA"}]})",
                            R"({"keys":[{"kty":"EC","crv":"P-256","x":"AA","y":"AA"}]})",
                            R"({"keys":[{"kty":"EC","crv":"secp256k1","x":"AA","y":"AA"}]})"}) {
      CPPUNIT_ASSERT_MESSAGE(bad, !keysInJwks(bad));
    }
  }

 private:
  static JwtKey ofJwk(const std::string& text) {
    return JwtKey::ofJwk(foreign::Value::parse(text).value()).value();
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(JwtKeyTest);

}  // namespace
}  // namespace fanfare::sessions
