#ifndef FANFARE_DIALECTS_SOCKETIO_ENTRANCE_H_
#define FANFARE_DIALECTS_SOCKETIO_ENTRANCE_H_

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "core/entrance.h"

namespace fanfare::dialects::socketio {

// Where clients of Socket.IO come in: at any path under a route, by polling or as a WebSocket. They
// hear what is for everybody, and what else their query asks for as the model's does; rooms they
// enter later. Refused as python-engineio does (docs/dialects/socketio.md).
class SocketIoEntrance final : public core::Entrance {
 public:
  struct Options {
    std::string route = "/socket.io/";  // begins and ends with a slash
    std::string facility;
    std::vector<std::string> cors;  // origins, or * alone; empty: as `whyForeign` says
    std::function<std::optional<Refusal>(const Handshake&)> whyForeign;  // safe from any thread
  };

  explicit SocketIoEntrance(Options options) : options_(std::move(options)) {}

  const char* name() const override { return "socketio"; }
  std::string summary() const override {
    return "under " + options_.route + ", facility '" + options_.facility + "'";
  }
  std::optional<core::Entry> entryAt(std::string_view path) const override;

  // Nothing, of who polls.
  std::optional<Refusal> whyNoUpgrade(const core::UpgradeRequest& request) const override;
  std::optional<Refusal> whyForeign(const Handshake& handshake) const override;
  // What operators may know besides, of who is foreign: the setting, where the refusal names none.
  std::string settingAgainst(const Handshake& handshake) const;
  std::variant<core::ChannelRequest, Refusal> read(const Handshake& handshake,
                                                   const Identity& identity,
                                                   Colons colons) const override;
  std::optional<Refusal> whyNoWebSocket(const core::UpgradeRequest& /*request*/) const override {
    return std::nullopt;
  }
  core::RefusalForm formOf(const Refusal& refusal) const override;

  // What lets the page behind it read the answer. REQUIRES: it is not foreign.
  Fields corsHeaders(const Handshake& handshake, std::string_view method) const;

 private:
  const Options options_;
};

}  // namespace fanfare::dialects::socketio

#endif  // FANFARE_DIALECTS_SOCKETIO_ENTRANCE_H_
