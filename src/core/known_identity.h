// What is kept of an identity while its connections are open.

#ifndef FANFARE_CORE_KNOWN_IDENTITY_H_
#define FANFARE_CORE_KNOWN_IDENTITY_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "fanfare/broker.h"
#include "fanfare/identity.h"
#include "fanfare/result.h"

namespace fanfare::core {

using IdentityPtr = std::shared_ptr<const Identity>;

// The same for two handshakes of one session, and for two that carry the same token; holds secrets.
std::string keyOf(const Identity& identity);
// That of every identity with this evidence.
std::string keyOf(const Evidence& evidence);

// Whether there is anything in it that can end.
bool canEnd(const Identity& identity);

// Whether both belong to one visitor: the same user in the same session.
bool areOfOne(const Identity& a, const Identity& b);

// Whether both allow the same.
bool allowTheSame(const Identity& a, const Identity& b);

// A reactor's way to those who know whether an identity still holds; they may block, and are asked
// on another thread.
//
// Threads: called on the reactor; `done` is called there too, in a later turn.
class IdentityDesk {
 public:
  using Rechecked = std::function<void(const Result<Identity>&)>;

  virtual ~IdentityDesk() = default;

  // As SessionResolver::recheck(). REQUIRES: it has evidence.
  virtual void recheck(IdentityPtr known, Rechecked done) = 0;

  // As Broker::fetchStamps(), of tombstones; the names without the prefix.
  virtual void fetchTombstones(std::vector<std::string> names, Broker::StampsDone done) = 0;
};

}  // namespace fanfare::core

#endif  // FANFARE_CORE_KNOWN_IDENTITY_H_
