#include <string>

#include <cppunit/extensions/HelperMacros.h>

#include "support/tls_pair.h"
#include "tls/stream.h"

namespace fanfare::tls {
namespace {

using testing::localPair;
using testing::sendAll;
using testing::SocketPair;
using testing::TlsClient;
using testing::TlsFiles;
using testing::TlsPair;

// Keeps the session that a server has given, to be resumed.
testing::SessionPtr sessionOf(TlsPair& pair) {
  (void)pair.client.received();  // the ticket comes behind the handshake
  return testing::SessionPtr(SSL_get1_session(pair.client.ssl()));
}

FailureCause causeOf(const TlsPair& pair) { return pair.ours.stream()->failureCause(); }

class StreamHandshakeTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(StreamHandshakeTest);
  CPPUNIT_TEST(speaksBothVersionsByDefault);
  CPPUNIT_TEST(refusesWhatIsOlder);
  CPPUNIT_TEST(refusesCiphersWithoutForwardSecrecy);
  CPPUNIT_TEST(choosesHttpOfTheProtocolsOffered);
  CPPUNIT_TEST(refusesAClientThatDoesNotOfferHttp);
  CPPUNIT_TEST(comesInAnyPieces);
  CPPUNIT_TEST(failsOnWhatIsNoTls);
  CPPUNIT_TEST(tellsAPeerThatSpeaksHttpFromOthers);
  CPPUNIT_TEST(failsWithoutAReasonWhereThePeerGoesAway);
  CPPUNIT_TEST(tellsAClientThatDoesNotTrustItFromOthers);
  CPPUNIT_TEST(doesNotRenegotiate);
  CPPUNIT_TEST(resumesASession);
  CPPUNIT_TEST(resumesNoSessionOfCredentialsThatAreReplaced);
  CPPUNIT_TEST(asksForAClientCertificateWhereItIsRequired);
  CPPUNIT_TEST(letsInWithoutAClientCertificateWhereItIsOptional);
  CPPUNIT_TEST_SUITE_END();

 public:
  void speaksBothVersionsByDefault() {
    for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
      TlsPair pair(*credentials_, localPair(), only(version));

      CPPUNIT_ASSERT(pair.shakeHands() == Handshake::kDone);
      CPPUNIT_ASSERT_EQUAL(version, SSL_version(pair.client.ssl()));
    }
  }

  void refusesWhatIsOlder() {
    TlsPair old(*credentials_, localPair(), [](SSL_CTX* context) {
      SSL_CTX_set_security_level(context, 0);
      only(TLS1_1_VERSION)(context);
    });
    CPPUNIT_ASSERT(old.shakeHands() == Handshake::kFailed);
    CPPUNIT_ASSERT_EQUAL(std::string("unsupported protocol"), old.ours.stream()->failure());
    CPPUNIT_ASSERT(causeOf(old) == FailureCause::kVersion);

    auto options = files_.options();
    options.minVersion = Version::k13;
    const auto newest = load(options);
    TlsPair pair(*newest, localPair(), only(TLS1_2_VERSION));
    CPPUNIT_ASSERT(pair.shakeHands() == Handshake::kFailed);
  }

  void refusesCiphersWithoutForwardSecrecy() {
    for (const char* const cipher : {"AES128-GCM-SHA256", "ECDHE-ECDSA-AES128-SHA"}) {
      TlsPair pair(*credentials_, localPair(), [cipher](SSL_CTX* context) {
        only(TLS1_2_VERSION)(context);
        CPPUNIT_ASSERT_EQUAL(1, SSL_CTX_set_cipher_list(context, cipher));
      });

      CPPUNIT_ASSERT(pair.shakeHands() == Handshake::kFailed);
      CPPUNIT_ASSERT_EQUAL(std::string("no shared cipher"), pair.ours.stream()->failure());
      CPPUNIT_ASSERT(causeOf(pair) == FailureCause::kCipher);
    }
  }

  void choosesHttpOfTheProtocolsOffered() {
    TlsPair pair(*credentials_, localPair(), offering("\x02h2\x08http/1.1"));
    CPPUNIT_ASSERT(pair.shakeHands() == Handshake::kDone);

    const unsigned char* chosen = nullptr;
    unsigned size = 0;
    SSL_get0_alpn_selected(pair.client.ssl(), &chosen, &size);
    CPPUNIT_ASSERT_EQUAL(std::string("http/1.1"),
                         std::string(reinterpret_cast<const char*>(chosen), size));
  }

  void refusesAClientThatDoesNotOfferHttp() {
    TlsPair pair(*credentials_, localPair(), offering("\x02h2"));

    CPPUNIT_ASSERT(pair.shakeHands() == Handshake::kFailed);
    CPPUNIT_ASSERT(pair.client.hasFailed() || !pair.client.shakeHands());
    CPPUNIT_ASSERT(causeOf(pair) == FailureCause::kApplicationProtocol);
  }

  void comesInAnyPieces() {
    SocketPair far = localPair();
    SocketPair near = localPair();
    TlsClient client(std::move(far.peers));
    net::Transport ours(std::move(near.ours));
    ours.startTls(credentials_->accept(ours.fd()));

    Handshake handshake = Handshake::kUnderWay;
    while (handshake == Handshake::kUnderWay) {
      (void)client.shakeHands();
      for (const char byte : testing::received(far.ours)) {
        CPPUNIT_ASSERT(handshake == Handshake::kUnderWay);
        sendAll(near.peers, {&byte, 1});
        handshake = ours.stream()->shakeHands();
      }
      sendAll(far.ours, testing::received(near.peers));
    }

    CPPUNIT_ASSERT(handshake == Handshake::kDone);
    CPPUNIT_ASSERT(client.shakeHands());
  }

  void failsOnWhatIsNoTls() {
    auto [handshake, stream] = after("\x01\x02\x03 what is this?");

    CPPUNIT_ASSERT(handshake == Handshake::kFailed);
    CPPUNIT_ASSERT(!stream->failure().empty());
    CPPUNIT_ASSERT(stream->failureCause() == FailureCause::kMalformed);
    CPPUNIT_ASSERT(stream->shakeHands() == Handshake::kFailed);
  }

  void tellsAPeerThatSpeaksHttpFromOthers() {
    auto [handshake, stream] = after("GET / HTTP/1.1\r\nHost: here\r\n\r\n");

    CPPUNIT_ASSERT(handshake == Handshake::kFailed);
    CPPUNIT_ASSERT(stream->failureCause() == FailureCause::kPlainHttp);
    CPPUNIT_ASSERT_EQUAL(std::string(), testing::received(sockets_.peers));
  }

  void failsWithoutAReasonWhereThePeerGoesAway() {
    const auto stream = credentials_->accept(sockets_.ours.fd());
    CPPUNIT_ASSERT(stream->shakeHands() == Handshake::kUnderWay);

    sockets_.peers = net::Descriptor();

    CPPUNIT_ASSERT(stream->shakeHands() == Handshake::kFailed);
    CPPUNIT_ASSERT_EQUAL(std::string(), stream->failure());
    CPPUNIT_ASSERT(stream->failureCause() == FailureCause::kGone);
  }

  void tellsAClientThatDoesNotTrustItFromOthers() {
    for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
      TlsPair pair(*credentials_, localPair(), [version](SSL_CTX* context) {
        only(version)(context);
        SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
      });

      CPPUNIT_ASSERT(pair.shakeHands() == Handshake::kFailed);
      CPPUNIT_ASSERT(causeOf(pair) == FailureCause::kDistrusted);
    }
  }

  void doesNotRenegotiate() {
    TlsPair pair(*credentials_, localPair(), only(TLS1_2_VERSION));
    CPPUNIT_ASSERT(pair.shakeHands() == Handshake::kDone);

    CPPUNIT_ASSERT_EQUAL(1, SSL_renegotiate(pair.client.ssl()));
    (void)pair.client.shakeHands();
    std::array<char, 16384> buffer;
    (void)pair.ours.receive(buffer.data(), buffer.size());
    (void)pair.client.shakeHands();

    CPPUNIT_ASSERT(pair.client.hasFailed());
  }

  void resumesASession() {
    for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
      TlsPair first(*credentials_, localPair(), only(version));
      CPPUNIT_ASSERT(first.shakeHands() == Handshake::kDone);
      const auto session = sessionOf(first);

      TlsPair second(*credentials_, localPair(), only(version));
      SSL_set_session(second.client.ssl(), session.get());
      CPPUNIT_ASSERT(second.shakeHands() == Handshake::kDone);
      CPPUNIT_ASSERT_EQUAL(1, SSL_session_reused(second.client.ssl()));
    }
  }

  void resumesNoSessionOfCredentialsThatAreReplaced() {
    TlsPair first(*credentials_, localPair());
    CPPUNIT_ASSERT(first.shakeHands() == Handshake::kDone);
    const auto session = sessionOf(first);
    CPPUNIT_ASSERT(credentials_->reload().has_value());

    TlsPair second(*credentials_, localPair());
    SSL_set_session(second.client.ssl(), session.get());
    CPPUNIT_ASSERT(second.shakeHands() == Handshake::kDone);
    CPPUNIT_ASSERT_EQUAL(0, SSL_session_reused(second.client.ssl()));
  }

  void asksForAClientCertificateWhereItIsRequired() {
    const auto credentials = askingForClients(ClientCertificates::kRequired);

    TlsPair without(*credentials, localPair());
    CPPUNIT_ASSERT(without.shakeHands() == Handshake::kFailed);
    CPPUNIT_ASSERT_EQUAL(std::string("peer did not return a certificate"),
                         without.ours.stream()->failure());
    CPPUNIT_ASSERT(causeOf(without) == FailureCause::kClientCertificate);
    TlsPair with(*credentials, localPair(), showing(files_));
    CPPUNIT_ASSERT(with.shakeHands() == Handshake::kDone);
    TlsPair wrong(*credentials, localPair(), showing(TlsFiles(testing::selfSigned("stranger"))));
    CPPUNIT_ASSERT(wrong.shakeHands() == Handshake::kFailed);
    CPPUNIT_ASSERT_EQUAL(std::string("certificate verify failed"), wrong.ours.stream()->failure());
    CPPUNIT_ASSERT(causeOf(wrong) == FailureCause::kClientCertificate);
  }

  void letsInWithoutAClientCertificateWhereItIsOptional() {
    const auto credentials = askingForClients(ClientCertificates::kOptional);

    TlsPair without(*credentials, localPair());
    CPPUNIT_ASSERT(without.shakeHands() == Handshake::kDone);
    TlsPair with(*credentials, localPair(), showing(files_));
    CPPUNIT_ASSERT(with.shakeHands() == Handshake::kDone);
    TlsPair wrong(*credentials, localPair(), showing(TlsFiles(testing::selfSigned("stranger"))));
    CPPUNIT_ASSERT(wrong.shakeHands() == Handshake::kFailed);
  }

  void setUp() override {
    credentials_ = load(files_.options());
    sockets_ = localPair();
  }

 private:
  static TlsClient::SetUp only(int version) {
    return [version](SSL_CTX* context) {
      SSL_CTX_set_min_proto_version(context, version);
      SSL_CTX_set_max_proto_version(context, version);
    };
  }

  static TlsClient::SetUp offering(const std::string& protocols) {
    return [protocols](SSL_CTX* context) {
      SSL_CTX_set_alpn_protos(context, reinterpret_cast<const unsigned char*>(protocols.data()),
                              static_cast<unsigned>(protocols.size()));
    };
  }

  static TlsClient::SetUp showing(const TlsFiles& files) {
    return [options = files.options()](SSL_CTX* context) {
      SSL_CTX_use_certificate_chain_file(context, options.certificate.c_str());
      SSL_CTX_use_PrivateKey_file(context, options.key.c_str(), SSL_FILETYPE_PEM);
    };
  }

  static std::unique_ptr<Credentials> load(const ServerOptions& options) {
    auto loaded = Credentials::load(options);
    CPPUNIT_ASSERT(loaded.has_value());
    return std::move(loaded).value();
  }

  // The server's own certificate is the authority.
  std::unique_ptr<Credentials> askingForClients(ClientCertificates how) const {
    auto options = files_.options();
    options.clientCertificates = how;
    options.clientCa = options.certificate;
    return load(options);
  }

  // What becomes of a handshake that begins with `bytes`.
  std::pair<Handshake, std::unique_ptr<Stream>> after(const std::string& bytes) {
    auto stream = credentials_->accept(sockets_.ours.fd());
    sendAll(sockets_.peers, bytes);
    const auto handshake = stream->shakeHands();
    return {handshake, std::move(stream)};
  }

  TlsFiles files_;
  std::unique_ptr<Credentials> credentials_;
  SocketPair sockets_;
};

CPPUNIT_TEST_SUITE_REGISTRATION(StreamHandshakeTest);

}  // namespace
}  // namespace fanfare::tls
