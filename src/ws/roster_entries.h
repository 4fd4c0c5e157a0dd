#ifndef FANFARE_WS_ROSTER_ENTRIES_H_
#define FANFARE_WS_ROSTER_ENTRIES_H_

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "fanfare/identity.h"

#include "core/flat_table.h"
#include "core/kept_identity.h"
#include "core/numbered_pool.h"

namespace fanfare::ws {

class Bearer;

// What a roster holds of one visitor. There may be as many as there are connections, so it is
// small: what the packed identity tells is not kept beside it. Value type.
struct RosterEntry {
  using Number = std::uint32_t;

  RosterEntry() : isChecked(0), crowd(0) {}

  // In an order that leaves no gaps.
  core::KeptIdentity identity;
  std::chrono::system_clock::time_point knownAt;
  Bearer* only = nullptr;     // of RosterEntries: null if there are others, or none
  std::uint32_t version = 0;  // another each time something is learned about it
  Number isChecked : 1;       // for tombstones, just now

  // The rest is RosterEntries' own.
  Number crowd : 31;              // of all bearers, once there are several; 0: none
  std::uint32_t serial = 0;       // for there may be another entry of its number later
  Number nextOfUser = 0;          // of those whose users have the same hash
  Number nextOfSession = 0;       // and sessions
  std::uint32_t expiryPlace = 0;  // 1 + where it stands among the expiries; 0: it does not
};

// The entries of a roster, found by the key, the user and the session of their identities and by
// which expires first, and the bearers of each.
//
// Threads: confined to one reactor.
// Ownership: owns no bearer.
class RosterEntries final {
 public:
  using Number = RosterEntry::Number;
  static constexpr Number kNone = 0;
  static constexpr std::size_t kSlices = 64;

  // An entry, whatever has become of it meanwhile. Value type.
  struct Handle {
    Number number = kNone;
    std::uint32_t serial = 0;
  };

  std::size_t size() const { return entries_.size(); }

  // The one of the key; kNone if there is none.
  Number find(const std::string& key) const;
  // REQUIRES: there is none of its key. It lies under that for good, whatever it learns.
  Number add(const std::string& key, const Identity& identity);
  // REQUIRES: it has no bearers.
  void remove(Number number);

  RosterEntry& operator[](Number number) { return entries_[number]; }
  const RosterEntry& operator[](Number number) const { return entries_[number]; }
  std::string keyOf(Number number) const;
  Handle handleOf(Number number) const { return {number, entries_[number].serial}; }
  bool has(const Handle& handle) const;

  // REQUIRES: the user and the session are those it had.
  void replaceIdentity(Number number, const Identity& now);

  std::vector<Handle> ofUser(std::string_view user) const;
  std::vector<Handle> ofSession(std::string_view key) const;
  // Each key lies in one slice, in every roster the same.
  std::vector<Handle> ofSlice(std::size_t slice) const;

  // REQUIRES: `bearer` is nobody's.
  void seat(Number number, Bearer& bearer);
  // Which entry it was of; kNone if of none.
  Number unseat(Bearer& bearer);
  std::vector<Bearer*> bearersOf(Number number) const;
  std::vector<Bearer*> unseatAll(Number number);
  bool hasBearers(Number number) const;

  // Puts it, by its expiry if it has one, among those that expire; takes it out of them.
  void expect(Number number);
  void unexpect(Number number);
  bool isExpected(Number number) const { return entries_[number].expiryPlace != 0; }
  // kNone if none expires.
  Number firstToExpire() const { return expiries_.empty() ? kNone : expiries_.front().number; }

 private:
  struct Hashed {
    std::uint32_t hash = 0;
    Number number = kNone;

    friend bool operator==(const Hashed& a, const Hashed& b) { return a.number == b.number; }
  };
  struct HashOf {
    std::uint64_t operator()(const Hashed& hashed) const { return hashed.hash; }
  };
  using Table = core::FlatTable<Hashed, HashOf>;
  using Next = Number RosterEntry::*;
  using Text = std::string_view (core::KeptIdentity::*)() const;
  struct Expiry {
    std::uint32_t second;  // of 1970, rounded down
    Number number;
  };

  // In a table by user or session lies the last of each hash, which leads to the others.
  void link(Table& table, std::string_view text, Number number, Next next);
  void unlink(Table& table, std::string_view text, Number number, Next next);
  std::vector<Handle> ofText(const Table& table, std::string_view wanted, Text text,
                             Next next) const;

  // `expiries_` is a heap: whoever stands at n expires no later than those at 2n + 1 and 2n + 2.
  bool isBefore(const Expiry& a, const Expiry& b) const;
  void place(std::size_t at, const Expiry& expiry);
  void rise(std::size_t at, const Expiry& expiry);
  void sink(std::size_t at, const Expiry& expiry);

  core::NumberedPool<RosterEntry> entries_;
  core::NumberedPool<std::vector<Bearer*>> crowds_;
  std::array<Table, kSlices> keys_;
  std::unordered_map<Number, std::string> formerKeys_;  // of those that have come by another since
  Table users_;
  Table sessions_;
  std::vector<Expiry> expiries_;
  std::uint32_t lastSerial_ = 0;
};

}  // namespace fanfare::ws

#endif  // FANFARE_WS_ROSTER_ENTRIES_H_
