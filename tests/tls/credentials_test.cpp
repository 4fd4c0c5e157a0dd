#include "tls/credentials.h"

#include <string>

#include <cppunit/extensions/HelperMacros.h>

#include "support/text_traits.h"
#include "support/tls_pair.h"

namespace fanfare::tls {
namespace {

using testing::selfSigned;
using testing::TlsFiles;
using testing::TlsPair;

std::string nameShown(TlsPair& pair) {
  CPPUNIT_ASSERT(pair.shakeHands() == Handshake::kDone);
  const testing::X509Ptr shown(SSL_get1_peer_certificate(pair.client.ssl()));
  std::array<char, 64> name{};
  X509_NAME_get_text_by_NID(X509_get_subject_name(shown.get()), NID_commonName, name.data(),
                            name.size());
  return name.data();
}

class CredentialsTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(CredentialsTest);
  CPPUNIT_TEST(tellsWhomTheyAreOfAndUntilWhen);
  CPPUNIT_TEST(takeTheKeyFromTheCertificatesFile);
  CPPUNIT_TEST(nameAFileThatCannotBeRead);
  CPPUNIT_TEST(nameAFileThatHoldsSomethingElse);
  CPPUNIT_TEST(refuseAKeyOfAnotherCertificate);
  CPPUNIT_TEST(openAnEncryptedKeyWithItsPasswordOnly);
  CPPUNIT_TEST(showNoPassword);
  CPPUNIT_TEST(refuseCiphersThatDoNotExist);
  CPPUNIT_TEST(needAnAuthorityForClientCertificates);
  CPPUNIT_TEST(warnOfACertificateThatIsOverOrNotYetValid);
  CPPUNIT_TEST(showTheCertificateOfTheFileAsItWasReadLast);
  CPPUNIT_TEST(keepWhatTheyHaveWhereTheFilesAreWrong);
  CPPUNIT_TEST_SUITE_END();

 public:
  void tellsWhomTheyAreOfAndUntilWhen() {
    const auto summary = load(files_.options())->summary();

    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, summary.find("CN=localhost, until 20"));
  }

  void takeTheKeyFromTheCertificatesFile() {
    const auto made = selfSigned("both");
    ServerOptions options;
    options.certificate = files_.directory().write("both.pem", made.certificate + made.key);

    CPPUNIT_ASSERT(Credentials::load(options).has_value());
  }

  void nameAFileThatCannotBeRead() {
    auto options = files_.options();
    options.certificate = "/nowhere/certificate.pem";
    CPPUNIT_ASSERT_EQUAL(std::string("server.tls.certificate: cannot read "
                                     "/nowhere/certificate.pem: No such file or directory"),
                         whyNot(options));

    options = files_.options();
    options.key = "/nowhere/key.pem";
    CPPUNIT_ASSERT_EQUAL(
        std::string("server.tls.key: cannot read /nowhere/key.pem: No such file or directory"),
        whyNot(options));
  }

  void nameAFileThatHoldsSomethingElse() {
    const auto other = files_.directory().write("other.pem", "no PEM at all\n");
    const auto empty = files_.directory().write("empty.pem", "");

    for (const auto& [path, words] :
         {std::pair(other, " holds no certificate in PEM"), std::pair(empty, ": is empty")}) {
      auto options = files_.options();
      options.certificate = path;
      CPPUNIT_ASSERT(whyNot(options).find(path + words) != std::string::npos);
    }
    auto options = files_.options();
    options.key = other;
    CPPUNIT_ASSERT(whyNot(options).find("server.tls.key: " + other + " holds no private key") == 0);
  }

  void refuseAKeyOfAnotherCertificate() {
    auto options = files_.options();
    options.key = files_.directory().write("other.pem", selfSigned("other").key);

    CPPUNIT_ASSERT_EQUAL("server.tls.key: " + options.key + " does not belong to the certificate",
                         whyNot(options));
  }

  void openAnEncryptedKeyWithItsPasswordOnly() {
    files_.write(selfSigned("localhost", "open sesame"));
    auto options = files_.options();

    CPPUNIT_ASSERT(whyNot(options).find("server.tls.key_password") != std::string::npos);
    options.keyPassword = "open barley";
    CPPUNIT_ASSERT(whyNot(options).find("server.tls.key_password") != std::string::npos);
    options.keyPassword = "open sesame";
    CPPUNIT_ASSERT(Credentials::load(options).has_value());
  }

  void showNoPassword() {
    files_.write(selfSigned("localhost", "open sesame"));
    auto options = files_.options();
    options.keyPassword = "open barley";

    CPPUNIT_ASSERT(whyNot(options).find("barley") == std::string::npos);
  }

  void refuseCiphersThatDoNotExist() {
    auto options = files_.options();
    options.ciphers = "ROT13";

    CPPUNIT_ASSERT(whyNot(options).find("server.tls.ciphers: 'ROT13'") == 0);
  }

  void needAnAuthorityForClientCertificates() {
    auto options = files_.options();
    options.clientCertificates = ClientCertificates::kRequired;
    CPPUNIT_ASSERT(whyNot(options).find("server.tls.client_ca: is needed") == 0);

    options.clientCa = files_.directory().write("other.pem", "no PEM at all\n");
    CPPUNIT_ASSERT(whyNot(options).find("server.tls.client_ca: " + options.clientCa + " holds") ==
                   0);
  }

  void warnOfACertificateThatIsOverOrNotYetValid() {
    CPPUNIT_ASSERT(!load(files_.options())->warning());

    files_.write(selfSigned("localhost", "", -7200, -3600));
    CPPUNIT_ASSERT(load(files_.options())->warning()->find(" expired on 20") != std::string::npos);
    files_.write(selfSigned("localhost", "", 3600, 7200));
    CPPUNIT_ASSERT(load(files_.options())->warning()->find(" is not valid before 20") !=
                   std::string::npos);
  }

  void showTheCertificateOfTheFileAsItWasReadLast() {
    const auto credentials = load(files_.options());
    TlsPair before(*credentials, testing::localPair());
    CPPUNIT_ASSERT_EQUAL(std::string("localhost"), nameShown(before));

    files_.write(selfSigned("renewed"));
    TlsPair meanwhile(*credentials, testing::localPair());
    CPPUNIT_ASSERT_EQUAL(std::string("localhost"), nameShown(meanwhile));
    CPPUNIT_ASSERT(credentials->reload().has_value());

    TlsPair after(*credentials, testing::localPair());
    CPPUNIT_ASSERT_EQUAL(std::string("renewed"), nameShown(after));
    before.client.send("still there");
    std::array<char, 16384> buffer;
    CPPUNIT_ASSERT_EQUAL(ssize_t{11}, before.ours.receive(buffer.data(), buffer.size()));
  }

  void keepWhatTheyHaveWhereTheFilesAreWrong() {
    const auto credentials = load(files_.options());
    (void)files_.directory().write("key.pem", selfSigned("other").key);

    CPPUNIT_ASSERT(!credentials->reload());

    TlsPair pair(*credentials, testing::localPair());
    CPPUNIT_ASSERT_EQUAL(std::string("localhost"), nameShown(pair));
  }

 private:
  static std::unique_ptr<Credentials> load(const ServerOptions& options) {
    auto loaded = Credentials::load(options);
    CPPUNIT_ASSERT(loaded.has_value());
    return std::move(loaded).value();
  }

  static std::string whyNot(const ServerOptions& options) {
    const auto loaded = Credentials::load(options);
    CPPUNIT_ASSERT(!loaded);
    return loaded.error().message;
  }

  TlsFiles files_;
};

CPPUNIT_TEST_SUITE_REGISTRATION(CredentialsTest);

}  // namespace
}  // namespace fanfare::tls
