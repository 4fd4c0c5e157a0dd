#ifndef FANFARE_DIALECTS_WEBSOCKET_PUSH_ENTRANCE_H_
#define FANFARE_DIALECTS_WEBSOCKET_PUSH_ENTRANCE_H_

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "core/entrance.h"

namespace fanfare::dialects {

// Where websocket-push's clients come in: at any path under a route. They ask for nothing, and get
// the messages to their user; rooms they join later. Refused as the original does
// (docs/dialects/websocket_push.md).
class WebsocketPushEntrance final : public core::WebSocketEntrance {
 public:
  struct Options {
    std::string route = "/server_notifications/";  // begins and ends with a slash
    std::string facility;
    std::function<std::optional<Refusal>(const Handshake&)> whyForeign;  // safe from any thread
  };

  // `dialect` outlives it.
  WebsocketPushEntrance(Options options, const Dialect& dialect)
      : options_(std::move(options)), dialect_(dialect) {}

  const char* name() const override { return "websocket_push"; }
  std::string summary() const override {
    return "under " + options_.route + ", facility '" + options_.facility + "'";
  }

  // The route without its last slash is one of its paths, too.
  std::optional<core::Entry> entryAt(std::string_view path) const override;

  // Besides version 13 of RFC 6455 it takes version 8, which frames in the same way.
  std::optional<Refusal> whyNoUpgrade(const core::UpgradeRequest& request) const override;
  std::optional<Refusal> whyForeign(const Handshake& handshake) const override {
    return options_.whyForeign(handshake);
  }
  std::variant<core::ChannelRequest, Refusal> read(const Handshake& handshake,
                                                   const Identity& identity,
                                                   Colons colons) const override;
  // Who has a user connects to hear what is for it: who may not, does not connect.
  std::optional<Refusal> whyTooLittle(const Grant& grant) const override;
  std::optional<Refusal> whyNoWebSocket(const core::UpgradeRequest& /*request*/) const override {
    return std::nullopt;
  }
  const Dialect& dialectFor(std::string_view /*offered*/) const override { return dialect_; }
  core::RefusalForm formOf(const Refusal& refusal) const override;

 private:
  const Options options_;
  const Dialect& dialect_;
};

}  // namespace fanfare::dialects

#endif  // FANFARE_DIALECTS_WEBSOCKET_PUSH_ENTRANCE_H_
