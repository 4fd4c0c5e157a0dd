#ifndef FANFARE_CORE_CENSUS_H_
#define FANFARE_CORE_CENSUS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "fanfare/result.h"

namespace fanfare::core {

enum class HolderKind : std::uint8_t { kAddress, kUser, kSession };

// Who holds places: an address, a user or a session. Value type; the name of a session is a secret.
struct Holder {
  HolderKind kind;
  std::string name;

  friend bool operator==(const Holder& a, const Holder& b) {
    return a.kind == b.kind && a.name == b.name;
  }
  friend bool operator<(const Holder& a, const Holder& b) {
    return a.kind == b.kind ? a.name < b.name : a.kind < b.kind;
  }
};

// Knows how many connections there are on the other nodes, and tells them of those here. About
// right is enough.
//
// Threads: safe from any thread.
class Census {
 public:
  virtual ~Census() = default;

  // How many connections each of `holders` has on the other nodes, in their order; those here are
  // made known. Fails with kUnavailable.
  // Blocking: for one round trip.
  virtual Result<std::vector<std::uint64_t>> elsewhere(const std::vector<Holder>& holders) = 0;

  // One of those that elsewhere() was asked about has another number of connections here. Does not
  // block.
  virtual void changed(const Holder& holder) = 0;
};

}  // namespace fanfare::core

#endif  // FANFARE_CORE_CENSUS_H_
