#ifndef FANFARE_DIALECTS_PUBSOCKETD_ENTRANCE_H_
#define FANFARE_DIALECTS_PUBSOCKETD_ENTRANCE_H_

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "fanfare/result.h"

#include "core/entrance.h"

namespace fanfare::dialects {

// A path, and the Redis channels that are relayed to those who connect there. Value type.
//
// "/live/" is everything that begins with it ("/" is every path), "/live" is that alone.
struct PubsocketdRoute {
  std::string path;
  std::vector<std::string> channels;

  // "/live/ news weather". Fails with kInvalidArgument unless there are a path and a channel.
  static Result<PubsocketdRoute> parse(std::string_view text);
};

// Where go-pubsocketd's clients come in: they ask for nothing, and get the rooms that their route's
// Redis channels are. Refused in its words, with its statuses (facts B1).
class PubsocketdEntrance final : public core::WebSocketEntrance {
 public:
  struct Options {
    std::vector<PubsocketdRoute> routes;
    std::vector<std::string> origins;  // "http://example.com"
    bool isInsecure = false;           // whatever the origin
    std::string facility;
  };

  // `dialect` outlives it.
  PubsocketdEntrance(Options options, const Dialect& dialect)
      : options_(std::move(options)), dialect_(dialect) {}

  const char* name() const override { return "pubsocketd"; }
  std::string summary() const override;
  std::optional<core::Entry> entryAt(std::string_view path) const override;
  std::optional<Refusal> whyNoUpgrade(const core::UpgradeRequest& request) const override;

  // Scheme, host and port are compared byte for byte, but for the scheme's case.
  std::optional<Refusal> whyForeign(const Handshake& handshake) const override;

  std::variant<core::ChannelRequest, Refusal> read(const Handshake& handshake,
                                                   const Identity& identity,
                                                   Colons colons) const override;
  std::optional<Refusal> whyNoWebSocket(const core::UpgradeRequest& request) const override;
  const Dialect& dialectFor(std::string_view /*offered*/) const override { return dialect_; }
  core::RefusalForm formOf(const Refusal& refusal) const override;

 private:
  // The longest; null if there is none.
  const PubsocketdRoute* routeAt(std::string_view path) const;

  const Options options_;
  const Dialect& dialect_;
};

}  // namespace fanfare::dialects

#endif  // FANFARE_DIALECTS_PUBSOCKETD_ENTRANCE_H_
