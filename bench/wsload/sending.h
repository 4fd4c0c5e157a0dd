#ifndef FANFARE_BENCH_WSLOAD_SENDING_H_
#define FANFARE_BENCH_WSLOAD_SENDING_H_

#include <cstdint>

#include "wsload/client.h"
#include "wsload/handshake.h"
#include "wsload/options.h"
#include "wsload/tally.h"

namespace fanfare::bench {

// The numbered messages that each client sends: evenly paced, from half a second after all are
// open, so that scripts can take their reading before.
class Sending {
 public:
  Sending(const LoadOptions& options, Random& random, Tally& tally)
      : options_(options), random_(random), tally_(tally) {}

  // Whether clients may send more than before.
  bool advance(std::int64_t now);

  // Queues what `client` may send, up to a bound; false if that is nothing.
  bool fill(Client& client);

  bool isUnderWay() const { return options_.sent > 0 && tally_.doneSending < tally_.opened; }

 private:
  const LoadOptions& options_;
  Random& random_;
  Tally& tally_;
  std::uint64_t allowed_ = 0;  // messages of each client
};

}  // namespace fanfare::bench

#endif  // FANFARE_BENCH_WSLOAD_SENDING_H_
