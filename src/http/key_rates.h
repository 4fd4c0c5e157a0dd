#ifndef FANFARE_HTTP_KEY_RATES_H_
#define FANFARE_HTTP_KEY_RATES_H_

#include <map>
#include <string>

#include "fanfare/clock.h"

#include "core/token_bucket.h"
#include "model/mutex.h"

namespace fanfare::http {

// Holds each key of the API to a rate.
//
// Threads: safe from any thread.
// Ownership: `clock` outlives it.
class KeyRates final {
 public:
  KeyRates(const Clock& clock, const core::Rate& rate) : clock_(clock), rate_(rate) {}

  // Whether the key of that name may once more; then it has.
  bool take(const std::string& name) {
    const MutexLock lock(mutex_);
    return buckets_[name].take(rate_, 1, clock_.now());
  }

 private:
  const Clock& clock_;
  const core::Rate rate_;
  Mutex mutex_;
  std::map<std::string, core::TokenBucket> buckets_ FANFARE_GUARDED_BY(mutex_);  // few, as keys are
};

}  // namespace fanfare::http

#endif  // FANFARE_HTTP_KEY_RATES_H_
