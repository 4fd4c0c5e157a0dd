#include "core/seen_log.h"

#include <algorithm>
#include <functional>
#include <string>

namespace fanfare::core {

Fingerprint fingerprintOf(const Message& message) {
  return std::max<Fingerprint>(1, std::hash<std::string>{}(message.payload));
}

Fingerprint fingerprintOf(const MessagePtr& message) {
  return message ? fingerprintOf(*message) : 0;
}

void SeenLog::add(Fingerprint seen, std::size_t remembered) {
  if (seen_.size() >= 2 * remembered) {
    const std::size_t forgotten = seen_.size() - remembered;
    seen_.erase(seen_.begin(), seen_.begin() + forgotten);
    first_ += forgotten;
  }
  seen_.add(seen);
}

bool SeenLog::has(Fingerprint wanted, Place from) const {
  const Place skipped = std::min<Place>(from > first_ ? from - first_ : 0, seen_.size());
  return std::find(seen_.begin() + skipped, seen_.end(), wanted) != seen_.end();
}

}  // namespace fanfare::core
