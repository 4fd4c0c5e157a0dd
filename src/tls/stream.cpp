#include "tls/stream.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <utility>

namespace fanfare::tls {
namespace {

constexpr std::size_t kRecordBytes = 16384;
// A peer that asks for so many answers and reads none wants our memory.
constexpr std::size_t kMaxUnsentAnswers = 64 * 1024;

bool isTransient(int error) { return error == EAGAIN || error == EWOULDBLOCK || error == EINTR; }

// Cuts pieces into records: a large piece as it is, small ones copied together.
class Records {
 public:
  Records(const iovec* pieces, std::size_t count) : next_(pieces), end_(pieces + count) { step(); }

  // Empty behind the last; valid until the next call.
  std::string_view next() {
    if (rest_.size() >= kRecordBytes || next_ == end_) return cut(kRecordBytes);
    std::size_t size = 0;
    while (size < kRecordBytes && !rest_.empty()) {
      const std::string_view part = cut(kRecordBytes - size);
      std::copy(part.begin(), part.end(), together_.begin() + static_cast<std::ptrdiff_t>(size));
      size += part.size();
    }
    return {together_.data(), size};
  }

 private:
  void step() {
    while (rest_.empty() && next_ != end_) {
      rest_ = {static_cast<const char*>(next_->iov_base), next_->iov_len};
      ++next_;
    }
  }

  std::string_view cut(std::size_t most) {
    const std::string_view part = rest_.substr(0, most);
    rest_.remove_prefix(part.size());
    step();
    return part;
  }

  const iovec* next_;  // behind rest_
  const iovec* const end_;
  std::string_view rest_;
  std::array<char, kRecordBytes> together_;
};

}  // namespace

// What OpenSSL reads from and writes to, instead of the socket.
struct Stream::Bio {
  static Stream& streamOf(bio_st* bio) { return *static_cast<Stream*>(BIO_get_data(bio)); }

  static int write(bio_st* bio, const char* from, int size) {
    return streamOf(bio).put({from, static_cast<std::size_t>(size)}) ? size : -1;
  }

  static int read(bio_st* bio, char* to, int size) {
    BIO_clear_retry_flags(bio);
    const ssize_t count = streamOf(bio).take(to, static_cast<std::size_t>(size));
    if (count < 0 && isTransient(errno)) BIO_set_retry_read(bio);
    return static_cast<int>(count);
  }

  static long control(bio_st* bio, int command, long /*number*/, void* /*pointer*/) {
    if (command == BIO_CTRL_EOF) return streamOf(bio).hasEnded_ ? 1 : 0;
    return command == BIO_CTRL_FLUSH ? 1 : 0;
  }

  static const bio_method_st* method() {
    static bio_method_st* const kMethod = make();
    return kMethod;
  }

  static bio_method_st* make() {
    auto* const method = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "fanfare socket");
    if (method == nullptr) std::abort();  // out of memory
    BIO_meth_set_write(method, write);
    BIO_meth_set_read(method, read);
    BIO_meth_set_ctrl(method, control);
    return method;
  }
};

void Stream::Free::operator()(ssl_st* ssl) const { SSL_free(ssl); }

Stream::Stream(ssl_ctx_st* context, int fd) : fd_(fd), ssl_(SSL_new(context)) {
  bio_st* const bio = BIO_new(Bio::method());
  if (!ssl_ || bio == nullptr) std::abort();  // out of memory
  BIO_set_data(bio, this);
  BIO_set_init(bio, 1);
  SSL_set_bio(ssl_.get(), bio, bio);
  SSL_set_accept_state(ssl_.get());
}

Stream::~Stream() = default;

Handshake Stream::shakeHands() {
  ERR_clear_error();
  if (isBroken_ || !flush()) return fail();
  const int result = SSL_do_handshake(ssl_.get());
  if (result == 1) return Handshake::kDone;
  return SSL_get_error(ssl_.get(), result) == SSL_ERROR_WANT_READ ? Handshake::kUnderWay : fail();
}

Handshake Stream::fail() {
  if (isBroken_) return Handshake::kFailed;
  isBroken_ = true;
  failureCause_ = failureCauseOf(ERR_peek_error());
  failure_ = takeFailure("");
  if (failureCause_ == FailureCause::kGone) failure_.clear();
  return Handshake::kFailed;
}

ssize_t Stream::receive(char* to, std::size_t size) {
  if (isBroken_ || unsent_.size() > kMaxUnsentAnswers) return breakOff();
  ERR_clear_error();
  std::size_t count = 0;
  if (SSL_read_ex(ssl_.get(), to, size, &count) == 1) return static_cast<ssize_t>(count);

  switch (SSL_get_error(ssl_.get(), 0)) {
    case SSL_ERROR_ZERO_RETURN:
      return 0;
    case SSL_ERROR_WANT_READ:
      errno = EAGAIN;
      return -1;
    default:
      return breakOff();
  }
}

ssize_t Stream::send(const iovec* pieces, std::size_t count) {
  if (isBroken_ || hasSaidGoodbye_ || !flush()) return breakOff();
  if (!unsent_.empty()) {
    errno = EAGAIN;
    return -1;
  }
  Records records(pieces, count);
  std::size_t taken = 0;
  while (unsent_.empty()) {
    const std::string_view record = records.next();
    if (record.empty()) break;
    if (!encipher(record)) return breakOff();
    taken += record.size();
  }
  return static_cast<ssize_t>(taken);
}

bool Stream::encipher(std::string_view bytes) {
  ERR_clear_error();
  std::size_t count = 0;
  return SSL_write_ex(ssl_.get(), bytes.data(), bytes.size(), &count) == 1;
}

bool Stream::flush() {
  if (unsent_.empty()) return true;
  const std::string enciphered = std::exchange(unsent_, {});
  return put(enciphered);
}

void Stream::sayGoodbye() {
  if (isBroken_ || hasSaidGoodbye_ || SSL_is_init_finished(ssl_.get()) == 0) return;
  hasSaidGoodbye_ = true;
  ERR_clear_error();
  if (SSL_shutdown(ssl_.get()) < 0) isBroken_ = true;
}

// Takes all of it, unless the peer is gone.
bool Stream::put(std::string_view enciphered) {
  if (unsent_.empty()) {
    const ssize_t sent =
        ::send(fd_, enciphered.data(), enciphered.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0 && !isTransient(errno)) return false;
    enciphered.remove_prefix(static_cast<std::size_t>(std::max<ssize_t>(sent, 0)));
  }
  unsent_.append(enciphered);
  return true;
}

ssize_t Stream::take(char* to, std::size_t size) {
  const ssize_t count = ::recv(fd_, to, size, MSG_DONTWAIT);
  hasEnded_ = count == 0;
  return count;
}

ssize_t Stream::breakOff() {
  isBroken_ = true;
  ERR_clear_error();
  errno = EPROTO;
  return -1;
}

}  // namespace fanfare::tls
