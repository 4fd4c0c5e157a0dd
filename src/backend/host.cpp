#include "backend/host.h"

#include <netdb.h>

#include <cstring>
#include <memory>
#include <utility>

namespace fanfare::backend {
namespace {

struct FreeAddresses {
  void operator()(addrinfo* addresses) const { ::freeaddrinfo(addresses); }
};

Result<Endpoints> lookUp(const std::string& name, std::uint16_t port, int flags) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = flags;
  addrinfo* found = nullptr;
  const int error = ::getaddrinfo(name.c_str(), std::to_string(port).c_str(), &hints, &found);
  if (error != 0) {
    return Error{ErrorCode::kUnavailable, std::string("no such host: ") + ::gai_strerror(error)};
  }
  const std::unique_ptr<addrinfo, FreeAddresses> owned(found);
  Endpoints endpoints;
  for (const addrinfo* each = found; each; each = each->ai_next) {
    Endpoint& endpoint = endpoints.emplace_back();
    std::memcpy(&endpoint.address, each->ai_addr, each->ai_addrlen);
    endpoint.length = each->ai_addrlen;
  }
  return endpoints;
}

}  // namespace

Host::Host(std::string name, std::uint16_t port)
    : name_(std::move(name)), port_(port), known_(lookUp(name_, port_, AI_NUMERICHOST)) {
  isKnown_ = isNumeric_ = known_.has_value();
  if (!isNumeric_) thread_ = std::thread([this] { work(); });
}

Host::~Host() {
  if (!thread_.joinable()) return;
  {
    const MutexLock lock(mutex_);
    isStopping_ = true;
    changed_.notifyAll();
  }
  thread_.join();
}

Result<Endpoints> Host::endpoints(Deadline deadline) {
  const MutexLock lock(mutex_);
  if (isNumeric_) return known_;
  const bool isFresh = isKnown_ && std::chrono::steady_clock::now() - knownSince_ < kGrownOld;
  if (isFresh && known_) return known_;
  isWanted_ = true;
  changed_.notifyAll();
  while (!isKnown_ || (!known_ && isWanted_)) {
    if (!changed_.waitUntil(mutex_, deadline)) break;
  }
  if (!isKnown_) return Error{ErrorCode::kUnavailable, "the host was not found in time"};
  return known_;
}

void Host::work() {
  for (;;) {
    {
      const MutexLock lock(mutex_);
      while (!isWanted_ && !isStopping_) changed_.wait(mutex_);
      if (isStopping_) return;
    }
    auto found = lookUp(name_, port_, 0);
    const MutexLock lock(mutex_);
    isWanted_ = false;
    // An answer that has grown old is better than none.
    if (found || !known_) known_ = std::move(found);
    isKnown_ = true;
    knownSince_ = std::chrono::steady_clock::now();
    changed_.notifyAll();
  }
}

}  // namespace fanfare::backend
