#ifndef FANFARE_WS_ROSTER_H_
#define FANFARE_WS_ROSTER_H_

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "fanfare/clock.h"
#include "fanfare/identity.h"
#include "fanfare/result.h"

#include "core/known_identity.h"
#include "net/reactor.h"
#include "net/timer_wheel.h"

namespace fanfare::ws {

class Bearer;

// What ended the identities of connections.
enum class EndCause : std::uint8_t { kExpired, kSession, kControl };

// An identity as a roster holds it, to be asked about. Value type.
struct HeldIdentity {
  core::IdentityPtr identity;
  std::uint64_t version;  // another each time the roster learns something about it
};

// What became of one that was asked about. Value type.
struct Rechecked {
  std::string key;  // core::keyOf()
  std::uint64_t version;
  Result<Identity> now;
};

// Whose connections are open here: identities, each with the connections that bear it, so that what
// ends or changes one reaches them at once. Connections of one session share one.
//
// An identity whose expiry has come is asked about, where there is evidence, and else over. One
// that is over, and cannot be asked about, is over.
//
// Threads: confined to its reactor.
// Ownership: owns no bearer; each outlives its place here.
// Reentrancy: a bearer that is told something may leave.
class Roster final : private net::Timer {
 public:
  // Identities lie in so many parts, that a round over all may take them in bits.
  static constexpr std::size_t kSlices = 64;

  Roster(net::Reactor& reactor, core::IdentityDesk& desk, WallClock wallClock);
  Roster(const Roster&) = delete;
  Roster& operator=(const Roster&) = delete;
  ~Roster() override;

  // Of one visitor's connections the one that came last may know more or less than the others; what
  // is known later holds for all. Nothing happens for who is nobody.
  // REQUIRES: `bearer` has not entered.
  void enter(Bearer& bearer, const Identity& identity);
  void leave(Bearer& bearer);

  // Safe from any thread.
  std::size_t size() const { return size_.load(std::memory_order_relaxed); }

  // Those with evidence, of the slices from `first` to before `end`.
  std::vector<HeldIdentity> held(std::size_t first, std::size_t end) const;

  // An answer that was asked for before the roster learned something else is asked for again.
  void onRechecked(const Rechecked& answer);

  // Connections whose identity ended.
  std::uint64_t endedCount(EndCause cause) const { return ended_[static_cast<std::size_t>(cause)]; }

 private:
  friend class Bearer;

  using Time = std::chrono::system_clock::time_point;
  struct Entry;
  using Entries = std::unordered_map<std::string, Entry>;
  using Expiries = std::multimap<Time, Entry*>;

  struct Entry {
    const std::string* key = nullptr;  // the one it lies under
    core::IdentityPtr identity;
    Time knownAt;
    std::uint64_t version = 0;
    std::vector<Bearer*> bearers;
    Expiries::iterator expiry;  // end() if it has none, or is asked about
  };

  void onTimer() override;

  Entries& sliceOf(const std::string& key);
  Entry* find(const std::string& key);
  void join(Entry& entry, Bearer& bearer, const Identity& identity);
  // Replaces what is known of a visitor, and tells the bearers if it allows something else.
  void learn(Entry& entry, const Identity& now);
  void apply(Entry& entry, const Result<Identity>& now);
  void ask(Entry& entry);
  void end(Entry& entry, EndCause cause);
  void forget(Entry& entry);
  void expect(Entry& entry);
  void setTimer();

  net::Reactor& reactor_;
  core::IdentityDesk& desk_;
  const WallClock wallClock_;
  std::array<Entries, kSlices> slices_;
  std::atomic<std::size_t> size_{0};  // of them all
  Expiries expiries_;
  std::uint64_t lastVersion_ = 0;
  std::array<std::uint64_t, 3> ended_{};
};

// A connection as the roster sees it. Threads: confined to the roster's reactor.
class Bearer {
 public:
  Bearer() = default;
  Bearer(const Bearer&) = delete;
  Bearer& operator=(const Bearer&) = delete;
  virtual ~Bearer() = default;

  // What the identity allows is another than before.
  virtual void onIdentityChanged(const Identity& now) = 0;

  // It is over. The bearer has left by then.
  virtual void onIdentityEnded() = 0;

  // Null if it has not entered, is nobody's, or has left.
  const Identity* identity() const { return entry_ ? entry_->identity.get() : nullptr; }

 private:
  friend class Roster;

  Roster::Entry* entry_ = nullptr;
  std::uint32_t place_ = 0;  // among its bearers
};

}  // namespace fanfare::ws

#endif  // FANFARE_WS_ROSTER_H_
