#ifndef FANFARE_CORE_PLACES_H_
#define FANFARE_CORE_PLACES_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

#include "core/census.h"
#include "model/mutex.h"

namespace fanfare::core {

class Places;

// One connection's place among those of its holder: taken while it lives. Movable. Destroyed before
// the Places it is from.
//
// Threads: one at a time; may be destroyed on another than it was taken on.
class Place {
 public:
  Place() = default;  // none
  Place(Place&& other) noexcept : entry_(std::exchange(other.entry_, nullptr)) {}
  Place& operator=(Place&& other) noexcept {
    std::swap(entry_, other.entry_);
    return *this;
  }
  ~Place();

 private:
  friend class Places;

  struct Count {
    Places* places;
    std::uint32_t held = 0;   // under the mutex of the shard, as the next
    bool isReported = false;  // to the census
  };
  using Entry = std::pair<const Holder, Count>;

  explicit Place(Entry& entry) : entry_(&entry) {}

  Entry* entry_ = nullptr;
};

// The places that one connection holds. Movable.
struct HeldPlaces {
  Place address;
  Place user;
  Place session;
};

// How many connections addresses, users and sessions hold on this node, and a bound for each. With
// a census, users and sessions are held to theirs over all nodes: it is asked, once a handshake at
// most, about those that hold a tenth of the bound or more here, so that all others cost nothing;
// and so, of a bound above ten, each node may let in up to a tenth before it looks at the others.
//
// Threads: safe from any thread.
// Ownership: outlives every Place.
// Blocking: take() as the census does; the rest does not.
class Places final {
 public:
  // 0: no bound, nothing is counted.
  struct Bounds {
    std::uint64_t perAddress = 0;
    std::uint64_t perUser = 0;
    std::uint64_t perSession = 0;
  };

  explicit Places(const Bounds& bounds) : bounds_(bounds) {}
  Places(const Places&) = delete;
  Places& operator=(const Places&) = delete;

  // From here on `census` is asked, too; it outlives every Place. To be called before the first
  // take().
  void join(Census& census) { census_ = &census; }

  // A place for the holder, nullopt if all are taken; a Place that is none where there is no bound,
  // or the name is empty. The census is not asked.
  std::optional<Place> take(HolderKind kind, const std::string& name);

  // Places for a visitor, or what of him is at its bound. If the census cannot be asked, what is
  // known here decides.
  struct Seats {
    Place user;
    Place session;
  };
  std::variant<Seats, HolderKind> take(const std::string& user, const std::string& session);

  std::uint64_t countOf(const Holder& holder) const;
  std::uint64_t boundOf(HolderKind kind) const;

 private:
  friend class Place;

  struct HashHolder {
    std::size_t operator()(const Holder& holder) const noexcept {
      return std::hash<std::string>{}(holder.name) + static_cast<std::size_t>(holder.kind);
    }
  };
  struct Shard {
    Mutex mutex;
    std::unordered_map<Holder, Place::Count, HashHolder> counts FANFARE_GUARDED_BY(mutex);
  };
  static constexpr std::size_t kShards = 16;

  Shard& shardOf(const Holder& holder) const;
  // Adds to `holders` whom of `place` the census is to be asked about.
  void addToReport(const Place& place, std::vector<Holder>& holders);
  std::optional<HolderKind> fullElsewhere(const std::vector<Holder>& holders) const;
  void giveBack(Place::Entry& entry);

  const Bounds bounds_;
  Census* census_ = nullptr;
  mutable std::array<Shard, kShards> shards_;
};

}  // namespace fanfare::core

#endif  // FANFARE_CORE_PLACES_H_
