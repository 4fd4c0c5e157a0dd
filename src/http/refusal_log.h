#ifndef FANFARE_HTTP_REFUSAL_LOG_H_
#define FANFARE_HTTP_REFUSAL_LOG_H_

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "fanfare/clock.h"
#include "fanfare/handshake.h"
#include "fanfare/refusal.h"

#include "model/log.h"
#include "model/mutex.h"

namespace fanfare::http {

// What turned a handshake away, or narrowed it.
enum class RefusalCause : std::size_t {
  kElsewhere,  // not under the prefix
  kMalformed,
  kFacility,
  kOrigin,
  kIdentity,
  kPolicy,
  kFull,
  kAddressFull,
  kUserFull,
  kSessionFull,
  kRate,
  kDraining,
  kWithheld,     // not turned away, but some of what was asked for was not granted
  kCredentials,  // not turned away, but taken for anonymous
  kCauses
};

// As the metrics name it.
const char* wordFor(RefusalCause cause);

// Counts refusals and tells the log of them: for each cause one line at once, then at most one in
// kInterval, with the number of those that went untold.
//
// Threads: safe from any thread.
class RefusalLog final {
 public:
  static constexpr std::chrono::seconds kInterval{10};

  // Both outlive it.
  RefusalLog(const Clock& clock, Log& log) : clock_(clock), log_(log) {}

  // `facility` and `peer` as in the handshake; neither need be printable.
  void tell(RefusalCause cause, const Refusal& refusal, const Handshake& handshake);

  // How often each cause was told of, logged or not.
  using Counts = std::array<std::uint64_t, static_cast<std::size_t>(RefusalCause::kCauses)>;
  Counts counts() const;

 private:
  struct Told {
    std::optional<Clock::Time> last;
    std::uint64_t untold = 0;
    std::uint64_t all = 0;
  };

  // How many went untold before; nullopt if this one is to go untold too.
  std::optional<std::uint64_t> turnOf(RefusalCause cause);

  const Clock& clock_;
  Log& log_;
  mutable Mutex mutex_;
  std::array<Told, static_cast<std::size_t>(RefusalCause::kCauses)> told_
      FANFARE_GUARDED_BY(mutex_);
};

}  // namespace fanfare::http

#endif  // FANFARE_HTTP_REFUSAL_LOG_H_
