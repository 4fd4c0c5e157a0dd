#ifndef FANFARE_CORE_ENTRANCE_H_
#define FANFARE_CORE_ENTRANCE_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "fanfare/dialect.h"
#include "fanfare/handshake.h"
#include "fanfare/identity.h"
#include "fanfare/refusal.h"

#include "core/channel_request.h"
#include "core/upgrade_request.h"

namespace fanfare::core {

// Where in an entrance a path leads. Value type.
struct Entry {
  std::size_t matched;  // how many bytes of the path the entrance's route names
  std::string facility;
};

// How a refusal reads: what stands behind the status line. Value type.
struct RefusalForm {
  std::string contentType = "text/plain; charset=utf-8";
  std::string body;
  Fields headers = {};
};

// How clients of a protocol come in: where their handshakes do, what they ask for, and how one is
// turned away. What is asked of it comes in the order of the functions; identity and policy
// are asked in between.
//
// Threads: called from every HTTP worker at once; implementations are const.
// Blocking: must not block.
// Ownership: owned by the application; outlives every handshake.
class Entrance {
 public:
  virtual ~Entrance() = default;

  // The name used in the configuration file and in the log.
  virtual const char* name() const = 0;

  // Where it is and what it leads to, for people.
  virtual std::string summary() const = 0;

  // Where the decoded `path` leads; nullopt if it is none of this entrance's. Of several entrances
  // the one that matches most of the path has it.
  virtual std::optional<Entry> entryAt(std::string_view path) const = 0;

  // What is wrong with it as a request, whoever sent it.
  virtual std::optional<Refusal> whyNoUpgrade(const UpgradeRequest& request) const = 0;

  // Why the page behind it may not connect.
  virtual std::optional<Refusal> whyForeign(const Handshake& handshake) const = 0;

  // What it asks for.
  virtual std::variant<ChannelRequest, Refusal> read(const Handshake& handshake,
                                                     const Identity& identity,
                                                     Colons colons) const = 0;

  // Why nobody comes in with no more than what the policy granted.
  virtual std::optional<Refusal> whyTooLittle(const Grant& /*grant*/) const { return std::nullopt; }

  // What is wrong with it as a WebSocket's handshake; asked when the policy has agreed.
  virtual std::optional<Refusal> whyNoWebSocket(const UpgradeRequest& request) const = 0;

  virtual RefusalForm formOf(const Refusal& refusal) const = 0;
};

// One at which each handshake opens a WebSocket.
class WebSocketEntrance : public Entrance {
 public:
  // Which dialect is spoken with whom offers these subprotocols.
  virtual const Dialect& dialectFor(std::string_view offered) const = 0;
};

}  // namespace fanfare::core

#endif  // FANFARE_CORE_ENTRANCE_H_
