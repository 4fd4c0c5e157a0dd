#ifndef FANFARE_DIALECTS_PUBSOCKETD_H_
#define FANFARE_DIALECTS_PUBSOCKETD_H_

#include <string>
#include <string_view>

#include "fanfare/dialect.h"

namespace fanfare::dialects {

// How go-pubsocketd's messages read on the wire. Value type; the settings dialect.pubsocketd.*.
struct PubsocketdOptions {
  enum class Json { kAsGo, kRaw };
  enum class NotJson { kDrop, kAsString };

  std::string facility = "pubsocketd";
  Json json = Json::kAsGo;           // decoded and encoded again as Go does it, or as it is
  NotJson notJson = NotJson::kDrop;  // what is no JSON, under Json::kAsGo
  bool heartbeat = false;
};

// The protocol of go-pubsocketd (docs/dialects/pubsocketd.md): each message is one text frame of
// JSON, and what clients send is passed over.
class Pubsocketd final : public Dialect {
 public:
  explicit Pubsocketd(const PubsocketdOptions& options) : options_(options) {}

  const char* name() const override { return "pubsocketd"; }

  std::string_view encode(const Channel& channel, const Message& message,
                          std::string& scratch) const override;
  bool speaksText() const override { return options_.json == PubsocketdOptions::Json::kAsGo; }
  bool mayAskForMore() const override { return false; }
  Pace pace() const override;

  ClientRequest decode(std::string /*payload*/, PayloadKind /*kind*/,
                       std::string_view /*sessionKey*/) const override {
    return NoRequest{};
  }

  std::string welcome(const Welcome& /*welcome*/) const override { return {}; }
  std::string granted(const Grant& /*grant*/) const override { return {}; }
  std::string revoked(const RequestedChannels& /*channels*/) const override { return {}; }
  std::string error(std::string_view /*code*/, std::string_view /*message*/) const override {
    return {};
  }

 private:
  const PubsocketdOptions options_;
};

}  // namespace fanfare::dialects

#endif  // FANFARE_DIALECTS_PUBSOCKETD_H_
