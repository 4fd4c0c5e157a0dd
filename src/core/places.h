#ifndef FANFARE_CORE_PLACES_H_
#define FANFARE_CORE_PLACES_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

#include "core/census.h"
#include "core/flat_table.h"
#include "core/keyed_hash.h"
#include "core/numbered_pool.h"
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
  Place(Place&& other) noexcept { *this = std::move(other); }
  Place& operator=(Place&& other) noexcept {
    std::swap(places_, other.places_);
    std::swap(number_, other.number_);
    return *this;
  }
  ~Place();

 private:
  friend class HeldPlaces;
  friend class Places;

  Place(Places& places, std::uint32_t number) : places_(&places), number_(number) {}

  Places* places_ = nullptr;
  std::uint32_t number_ = 0;  // of what counts its holder's; 0: none
};

// The places that one connection holds, three at most, in less than they take one by one. Movable.
class HeldPlaces {
 public:
  HeldPlaces() = default;
  HeldPlaces(HeldPlaces&& other) noexcept { *this = std::move(other); }
  HeldPlaces& operator=(HeldPlaces&& other) noexcept {
    std::swap(places_, other.places_);
    std::swap(numbers_, other.numbers_);
    return *this;
  }
  ~HeldPlaces();

  // REQUIRES: it is from the same Places as the others.
  void add(Place place);

 private:
  Places* places_ = nullptr;
  std::array<std::uint32_t, 3> numbers_{};  // 0: none
};

// How many connections addresses, users and sessions hold on this node, and a bound for each. With
// a census, users and sessions are held to theirs over all nodes: it is asked, once a handshake at
// most, about those that hold a tenth of the bound or more here, so that all others cost nothing;
// and so, of a bound above ten, each node may let in up to a tenth before it looks at the others.
//
// There are as many holders as connections, so a name is known by its hash, with a key that nobody
// knows; it is kept only while the census was asked about it.
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
  friend class HeldPlaces;
  friend class Place;

  // There may be one for each connection, so it takes twelve bytes.
  struct Count {
    static constexpr std::uint32_t kReported = 1;
    static constexpr std::uint32_t kOne = 2;

    std::uint64_t hash() const { return (std::uint64_t{hashHigh} << 32) | hashLow; }
    std::uint32_t held() const { return state / kOne; }
    bool isReported() const { return (state & kReported) != 0; }

    std::uint32_t hashHigh = 0;  // of the holder
    std::uint32_t hashLow = 0;
    std::uint32_t state = 0;  // kOne for each that is held, kReported if it is known to the census
  };
  using Counts = NumberedPool<Count>;
  struct HashOf {
    const Counts* counts;
    std::uint64_t operator()(Counts::Number number) const { return (*counts)[number].hash(); }
  };
  struct Shard {
    Mutex mutex;
    Counts counts FANFARE_GUARDED_BY(mutex);
    FlatTable<Counts::Number, HashOf> numbers FANFARE_GUARDED_BY(mutex){HashOf{&counts}};
    std::unordered_map<Counts::Number, Holder> reported FANFARE_GUARDED_BY(mutex);

    // kNone if it holds nothing.
    Counts::Number find(std::uint64_t hash) const FANFARE_REQUIRES(mutex);
    Counts::Number findOrAdd(std::uint64_t hash) FANFARE_REQUIRES(mutex);
    void remove(Counts::Number number) FANFARE_REQUIRES(mutex);
  };
  static constexpr std::uint32_t kShards = 16;

  std::uint64_t hashOf(HolderKind kind, std::string_view name) const;
  Shard& shardOf(std::uint64_t hash) const { return shards_[hash % kShards]; }
  // Adds to `holders` whom of `place`, which is `holder`'s, the census is to be asked about.
  void addToReport(const Place& place, Holder holder, std::vector<Holder>& holders);
  std::optional<HolderKind> fullElsewhere(const std::vector<Holder>& holders) const;
  void giveBack(std::uint32_t place);

  const Bounds bounds_;
  const KeyedHash hash_ = KeyedHash::random();
  Census* census_ = nullptr;
  // A place's number is that of its count, times kShards, and that of the count's shard.
  mutable std::array<Shard, kShards> shards_;
};

}  // namespace fanfare::core

#endif  // FANFARE_CORE_PLACES_H_
