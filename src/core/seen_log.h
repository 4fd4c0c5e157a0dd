#ifndef FANFARE_CORE_SEEN_LOG_H_
#define FANFARE_CORE_SEEN_LOG_H_

#include <cstddef>
#include <cstdint>

#include "fanfare/message.h"

#include "core/few.h"

namespace fanfare::core {

// A payload's hash: what is remembered of a message. 0 stands for none.
using Fingerprint = std::uint64_t;
Fingerprint fingerprintOf(const Message& message);
Fingerprint fingerprintOf(const MessagePtr& message);

// Which messages came live on a channel lately. Each has a place, counted from 1 for the life of
// the log.
class SeenLog {
 public:
  using Place = std::uint64_t;

  static constexpr std::size_t kAtRest = 16;     // remembered at least while nobody looks again
  static constexpr std::size_t kWatched = 4096;  // and while somebody does

  void add(Fingerprint seen, std::size_t remembered);

  // The place that the next message will have.
  Place next() const { return first_ + seen_.size(); }

  Place oldest() const { return first_; }

  // Whether all from `place` on are remembered.
  bool reachesBackTo(Place place) const { return place >= first_; }

  // Whether an equal message came at `from` or behind it, as far as is remembered.
  bool has(Fingerprint wanted, Place from) const;

 private:
  Place first_ = 1;  // of seen_.front()
  Few<Fingerprint> seen_;
};

}  // namespace fanfare::core

#endif  // FANFARE_CORE_SEEN_LOG_H_
