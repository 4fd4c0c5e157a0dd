#ifndef FANFARE_HTTP_TURNSTILE_H_
#define FANFARE_HTTP_TURNSTILE_H_

#include <cstdint>
#include <string>
#include <variant>

#include "fanfare/clock.h"
#include "fanfare/handshake.h"
#include "fanfare/identity.h"

#include "core/address_rates.h"
#include "core/client_key.h"
#include "core/limit_counts.h"
#include "core/places.h"
#include "http/client_address.h"
#include "http/turned.h"
#include "model/log.h"
#include "model/mutex.h"
#include "model/rare_line.h"

namespace fanfare::http {

// What a turnstile works with. All of it outlives the turnstile.
struct TurnstileParts {
  core::Places& places;
  core::LimitCounts& counts;
  const Clock& clock;
  Log& log;
};

// Lets visitors in by how many of theirs are in already, and by how often they come: first those of
// an address, then, when it is known who they are, those of a user and of a session.
//
// The bounds by address do not hold for trusted proxies, which stand for all their visitors; nor,
// so that a forgotten setting locks nobody out, for who comes from an internal address by way of a
// proxy that is not declared: at the bound the log says what to set. From a public address the
// headers of a proxy free nobody.
//
// Threads: safe from any thread.
// Blocking: seat() as Places does.
class Turnstile final {
 public:
  struct Options {
    core::Rate handshakes = core::Rate::of(0);  // of an address
    ClientAddressRules client;
  };

  Turnstile(const Options& options, const TurnstileParts& parts);

  // A place by the address; a Place that is none where the bound does not hold. 429 otherwise.
  // REQUIRES: `handshake` has its clientAddress.
  std::variant<core::Place, Turned> enter(const Handshake& handshake);

  // 429 if the user or the session has as many connections as it may.
  std::variant<core::Places::Seats, Turned> seat(const Identity& identity);

  // Who answers for what the client does; kNoClient if only trusted proxies are known.
  core::ClientKey keyOf(const Handshake& handshake, const Identity& identity) const;

  std::string clientAddressOf(const Handshake& handshake) const;

 private:
  Turned turned(core::Limit limit);
  bool isTimeToTell();
  bool isUndeclaredProxy(const Handshake& handshake);
  const Options options_;
  const TurnstileParts parts_;
  const AddressList internal_;
  core::AddressRates handshakes_;
  Mutex mutex_;
  RareLine undeclared_ FANFARE_GUARDED_BY(mutex_);
};

}  // namespace fanfare::http

#endif  // FANFARE_HTTP_TURNSTILE_H_
