#ifndef FANFARE_DIALECTS_FANFARE_V1_H_
#define FANFARE_DIALECTS_FANFARE_V1_H_

#include <cstddef>

#include "fanfare/dialect.h"

namespace fanfare::dialects {

// The subprotocol `fanfare.v1`: JSON objects in text frames, drawn in docs/protocol.md. What a
// client sends is read strictly: what is unknown, missing, doubled or of the wrong type is
// malformed, and the answer names it.
class FanfareV1 final : public Dialect {
 public:
  static constexpr std::size_t kMaxChannels = 100;  // in one request

  const char* name() const override { return "fanfare.v1"; }

  std::string_view encode(const Channel& channel, const Message& message,
                          std::string& scratch) const override;
  bool speaksText() const override { return true; }
  Pace pace() const override;
  bool mayAskForMore() const override { return true; }

  // A session channel is accepted as `session:self:<facility>` only. Malformed requests have one of
  // the codes bad_json, bad_request, bad_channel and no_session.
  ClientRequest decode(std::string payload, PayloadKind kind,
                       std::string_view sessionKey) const override;

  std::string welcome(const Welcome& welcome) const override;
  std::string granted(const Grant& grant) const override;
  std::string revoked(const RequestedChannels& channels) const override;
  std::string error(std::string_view code, std::string_view message) const override;
};

}  // namespace fanfare::dialects

#endif  // FANFARE_DIALECTS_FANFARE_V1_H_
