#ifndef FANFARE_BACKEND_HOST_H_
#define FANFARE_BACKEND_HOST_H_

#include <sys/socket.h>

#include <chrono>
#include <cstdint>
#include <string>
#include <thread>
#include <vector>

#include "fanfare/result.h"

#include "backend/deadline.h"
#include "model/mutex.h"

namespace fanfare::backend {

// A place to connect to. Value type.
struct Endpoint {
  sockaddr_storage address{};
  socklen_t length = 0;
};
using Endpoints = std::vector<Endpoint>;

// The addresses of a host. A name is looked up on a thread of its own, for the system's look-up
// knows no deadline, and again when the answer has grown old, which then serves meanwhile.
//
// Threads: safe from any.
class Host final {
 public:
  static constexpr std::chrono::seconds kGrownOld{30};

  Host(std::string name, std::uint16_t port);
  Host(const Host&) = delete;
  Host& operator=(const Host&) = delete;
  // Blocking: for a look-up that is under way.
  ~Host();

  // At least one. Fails with kUnavailable if there is none, or none is known by the deadline.
  Result<Endpoints> endpoints(Deadline deadline);

 private:
  void work();

  const std::string name_;
  const std::uint16_t port_;
  Mutex mutex_;
  Condition changed_;
  Result<Endpoints> known_ FANFARE_GUARDED_BY(mutex_);
  Deadline knownSince_ FANFARE_GUARDED_BY(mutex_);
  bool isKnown_ FANFARE_GUARDED_BY(mutex_) = false;
  bool isNumeric_ = false;  // constant after construction
  bool isWanted_ FANFARE_GUARDED_BY(mutex_) = false;
  bool isStopping_ FANFARE_GUARDED_BY(mutex_) = false;
  std::thread thread_;  // of a name
};

}  // namespace fanfare::backend

#endif  // FANFARE_BACKEND_HOST_H_
