#ifndef FANFARE_SESSION_RESOLVER_H_
#define FANFARE_SESSION_RESOLVER_H_

#include <vector>

#include "fanfare/handshake.h"
#include "fanfare/identity.h"
#include "fanfare/result.h"

namespace fanfare {

// Turns a handshake into an identity.
//
// Threads: called from every HTTP worker at once; implementations are const.
// Blocking: may block; never called on a reactor.
// Ownership: owned by the application; outlives every handshake that may ask it.
class SessionResolver {
 public:
  virtual ~SessionResolver() = default;

  // The name used in the configuration file and in the log.
  virtual const char* name() const = 0;

  // An anonymous identity if the handshake carries none of this resolver's credentials, and one
  // that says `anonymousBecause` if it carries some that are forged, malformed or over. Fails with
  // kUnavailable if the store cannot be asked: the handshake is then refused, for nothing falls
  // back to anonymous silently.
  virtual Result<Identity> resolve(const Handshake& handshake) const = 0;

  // Who is behind each of `known` now, in their order, as resolve() would say it; all are asked
  // together. An anonymous identity for a session that has ended. Fails with kUnavailable for those
  // that cannot be asked now. By default each is still whom it was.
  // REQUIRES: each has evidence that isFrom() accepts.
  virtual std::vector<Result<Identity>> recheck(const std::vector<Identity>& known) const;

  // Whether recheck() may be asked about it.
  virtual bool isFrom(const Evidence& evidence) const { return evidence.resolver == name(); }
};

}  // namespace fanfare

#endif  // FANFARE_SESSION_RESOLVER_H_
