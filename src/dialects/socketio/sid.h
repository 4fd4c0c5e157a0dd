#ifndef FANFARE_DIALECTS_SOCKETIO_SID_H_
#define FANFARE_DIALECTS_SOCKETIO_SID_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "fanfare/identity.h"

namespace fanfare::dialects::socketio {

// A client has two names. By the session's, which is its secret, it names itself in each request;
// the socket's it may tell others, and backends know it by it. Clients of Socket.IO 2 know of one
// only, so that theirs is both.
enum class SidKind { kSession, kSocket };

// A connection's number, and 64 random bits by which nobody finds the name of another. Value type.
struct Sid {
  SidKind kind = SidKind::kSession;
  ConnectionId connection = 0;
  std::uint64_t nonce = 0;

  friend bool operator==(const Sid& a, const Sid& b) {
    return a.kind == b.kind && a.connection == b.connection && a.nonce == b.nonce;
  }
};

// "-" or "~", and 32 digits: rooms have other names.
std::string textOf(const Sid& sid);
std::optional<Sid> sidIn(std::string_view text);

}  // namespace fanfare::dialects::socketio

#endif  // FANFARE_DIALECTS_SOCKETIO_SID_H_
