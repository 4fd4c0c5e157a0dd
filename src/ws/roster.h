#ifndef FANFARE_WS_ROSTER_H_
#define FANFARE_WS_ROSTER_H_

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "fanfare/broker.h"
#include "fanfare/clock.h"
#include "fanfare/identity.h"
#include "fanfare/result.h"

#include "core/kept_identity.h"
#include "core/known_identity.h"
#include "core/topic_reader.h"
#include "net/reactor.h"
#include "net/timer_wheel.h"
#include "ws/roster_entries.h"

namespace fanfare::ws {

// What ended the identities of connections.
enum class EndCause : std::uint8_t { kExpired, kSession, kControl };

// An identity as a roster holds it, to be asked about. Value type.
struct HeldIdentity {
  core::KeptIdentity identity;
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
// Who enters is not cleared before tombstones were looked for: what was revoked while his handshake
// was under way ends it. From his entry on, what is said on the control channel reaches him; so
// whichever comes first, none is passed over. A tombstone that was written after an identity was
// known ends it, where nobody can be asked; else whoever knows is asked again, whatever the clocks
// say: the answer is later than the tombstone.
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
  static constexpr std::size_t kSlices = RosterEntries::kSlices;

  Roster(net::Reactor& reactor, core::IdentityDesk& desk, WallClock wallClock);
  Roster(const Roster&) = delete;
  Roster& operator=(const Roster&) = delete;
  ~Roster() override;

  // An identity known so much later than a tombstone's time counts without asking again: clocks may
  // be that far apart.
  static constexpr std::chrono::seconds kSkew{60};

  // Of one visitor's connections the one that came last may know more or less than the others; what
  // is known later holds for all. Nothing happens for who is nobody.
  // REQUIRES: `bearer` has not entered.
  void enter(Bearer& bearer, const core::IdentityPtr& identity);
  void leave(Bearer& bearer);

  // Null if it has not entered, is nobody's, or has left.
  core::IdentityPtr identityOf(const Bearer& bearer) const;

  // Safe from any thread.
  std::size_t size() const { return size_.load(std::memory_order_relaxed); }

  // Those with evidence, of the slices from `first` to before `end`.
  std::vector<HeldIdentity> held(std::size_t first, std::size_t end) const;

  // An answer that was asked for before the roster learned something else is asked for again.
  void onRechecked(const Rechecked& answer);

  // What the control channel says. What is asked about meanwhile is asked about again.
  void disconnectUser(const std::string& user);
  void disconnectSession(const std::string& key);
  void revoke(const std::string& user, const std::string& group);

  // Those bearers of user `from` that follow become `to`'s, each with what else is known of it:
  // they may end as before, but nobody is asked about them again, who would speak of the former
  // user. Nothing happens to those that are `to`'s already.
  void adopt(const core::Adoption& adoption);

  // Looks for tombstones against all, a slice a turn: the control channel may have been missed.
  void doubtAll();

  // Connections whose identity ended.
  std::uint64_t endedCount(EndCause cause) const { return ended_[static_cast<std::size_t>(cause)]; }

 private:
  using Number = RosterEntries::Number;
  using Handle = RosterEntries::Handle;
  using Stamps = std::vector<std::optional<Broker::Stamp>>;
  enum class Doubt { kHandshake, kAll };

  void onTimer() override;

  void join(Number number, Bearer& bearer, const core::IdentityPtr& identity);
  // Replaces what is known of a visitor, and tells the bearers if it allows something else.
  void learn(Number number, const Identity& now);
  void apply(Number number, const Result<Identity>& now);
  void beginCheck(Number number);
  // `known` is what is known of it.
  void check(Number number, Doubt doubt, const core::IdentityPtr& known);
  void onTombstones(Number number, Doubt doubt, const core::IdentityPtr& known,
                    const Stamps& stamps);
  void askAnew(Number number);
  void dropGroups(Number number, const std::vector<std::string>& groups);
  void clear(Number number);
  void doubt(std::size_t slice);
  void ask(Number number);
  void end(Number number, EndCause cause);
  void forget(Number number);
  void expect(Number number);
  void setTimer();

  net::Reactor& reactor_;
  core::IdentityDesk& desk_;
  const WallClock wallClock_;
  RosterEntries entries_;
  std::atomic<std::size_t> size_{0};  // of entries_
  std::uint32_t lastVersion_ = 0;
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

  // isCleared() now.
  virtual void onIdentityCleared() = 0;

  // Whether it may become the user's whose channel `to` is; and that it has.
  virtual bool follows(const Channel& to) const = 0;
  virtual void onAdopted(const core::Adoption& adoption) = 0;

  // Whether it holds cannot be found out now, though there is reason to doubt it.
  virtual void onIdentityUnknown() = 0;

  // Whether no tombstone stands against it.
  bool isCleared() const { return clearance_ == Clearance::kGiven; }

 private:
  friend class Roster;
  friend class RosterEntries;

  enum class Clearance : std::uint8_t { kWanted, kAsked, kGiven };

  RosterEntries::Number number_ = RosterEntries::kNone;  // of its entry
  std::uint32_t place_ = 0;                              // among its bearers
  Clearance clearance_ = Clearance::kGiven;
};

}  // namespace fanfare::ws

#endif  // FANFARE_WS_ROSTER_H_
