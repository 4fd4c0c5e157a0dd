#ifndef FANFARE_HTTP_MODEL_ENTRANCE_H_
#define FANFARE_HTTP_MODEL_ENTRANCE_H_

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/entrance.h"
#include "http/origin.h"

namespace fanfare::http {

// The model's way in: everything under a prefix, what follows it being the facility, and the query
// saying which channels. It refuses in the words of the model.
class ModelEntrance final : public core::WebSocketEntrance {
 public:
  struct Options {
    std::string prefix = "/ws/";  // begins and ends with a slash
    OriginRules origin;
    core::WhenMissing whenMissing = core::WhenMissing::kGrantNothing;
  };

  // Of the dialects, which outlive it, the first is spoken unless a client offers another one's
  // name as a subprotocol. REQUIRES: there is one.
  ModelEntrance(Options options, std::vector<const Dialect*> dialects)
      : options_(std::move(options)), dialects_(std::move(dialects)) {}

  const char* name() const override { return "ws"; }
  std::string summary() const override { return "under " + options_.prefix; }
  std::optional<core::Entry> entryAt(std::string_view path) const override;
  std::optional<Refusal> whyNoUpgrade(const core::UpgradeRequest& request) const override;
  std::optional<Refusal> whyForeign(const Handshake& handshake) const override;
  std::variant<core::ChannelRequest, Refusal> read(const Handshake& handshake,
                                                   const Identity& identity,
                                                   Colons colons) const override;

  // 426 for the version, 400 for the key. Asked when the policy has agreed, as in the model: 403
  // comes before these.
  std::optional<Refusal> whyNoWebSocket(const core::UpgradeRequest& request) const override;

  const Dialect& dialectFor(std::string_view offered) const override;
  core::RefusalForm formOf(const Refusal& refusal) const override;

  // What is answered where no WebSocket is opened.
  Refusal refusalElsewhere() const;

 private:
  const Options options_;
  const std::vector<const Dialect*> dialects_;
};

}  // namespace fanfare::http

#endif  // FANFARE_HTTP_MODEL_ENTRANCE_H_
