#include "tls/credentials.h"

#include <openssl/x509.h>

#include <array>
#include <cstdio>
#include <ctime>
#include <utility>

#include "tls/server_context.h"

namespace fanfare::tls {
namespace {

std::string dateOf(const ASN1_TIME* time) {
  std::tm parts{};
  std::array<char, sizeof "9999-12-31"> text{};
  if (ASN1_TIME_to_tm(time, &parts) != 1) return "an unknown day";
  return {text.data(), std::strftime(text.data(), text.size(), "%Y-%m-%d", &parts)};
}

std::string subjectOf(const X509* certificate) {
  std::array<char, 256> text{};
  const X509_NAME* const name = X509_get_subject_name(certificate);
  if (X509_NAME_get_text_by_NID(name, NID_commonName, text.data(), text.size()) < 0) {
    return "no common name";
  }
  return "CN=" + std::string(text.data());
}

}  // namespace

Result<std::unique_ptr<Credentials>> Credentials::load(ServerOptions options) {
  auto context = makeServerContext(options);
  if (!context) return context.error();
  return std::unique_ptr<Credentials>(
      new Credentials(std::move(options), std::move(context).value()));
}

Credentials::Credentials(ServerOptions options, ContextPtr context)
    : options_(std::move(options)), context_(std::move(context)) {}

Credentials::~Credentials() = default;

Result<void> Credentials::reload() {
  auto context = makeServerContext(options_);
  if (!context) return context.error();
  const MutexLock lock(mutex_);
  context_ = std::move(context).value();
  return {};
}

ContextPtr Credentials::current() const {
  const MutexLock lock(mutex_);
  SSL_CTX_up_ref(context_.get());
  return ContextPtr(context_.get());
}

std::unique_ptr<Stream> Credentials::accept(int fd) const {
  return std::make_unique<Stream>(current().get(), fd);
}

std::string Credentials::summary() const {
  const ContextPtr context = current();
  const X509* const certificate = SSL_CTX_get0_certificate(context.get());
  return subjectOf(certificate) + ", until " + dateOf(X509_get0_notAfter(certificate));
}

std::optional<std::string> Credentials::warning() const {
  const ContextPtr context = current();
  const X509* const certificate = SSL_CTX_get0_certificate(context.get());
  const std::string which = "server.tls.certificate: the certificate in " + options_.certificate;
  if (X509_cmp_current_time(X509_get0_notAfter(certificate)) < 0) {
    return which + " expired on " + dateOf(X509_get0_notAfter(certificate)) +
           "; clients will refuse it";
  }
  if (X509_cmp_current_time(X509_get0_notBefore(certificate)) > 0) {
    return which + " is not valid before " + dateOf(X509_get0_notBefore(certificate)) +
           "; clients will refuse it";
  }
  return std::nullopt;
}

}  // namespace fanfare::tls
