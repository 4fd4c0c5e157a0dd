#ifndef FANFARE_DIALECTS_RAW_H_
#define FANFARE_DIALECTS_RAW_H_

#include "fanfare/dialect.h"

namespace fanfare::dialects {

// The model's protocol, and the default: a frame is a message, with exactly the published bytes;
// what a client sends is published on all channels it may publish on. There is no welcome and no
// answer.
class Raw final : public Dialect {
 public:
  const char* name() const override { return "raw"; }

  std::string_view encode(const Channel& channel, const Message& message,
                          std::string& scratch) const override;
  bool speaksText() const override { return false; }
  bool mayAskForMore() const override { return false; }

  // An empty payload asks for nothing, as in the model.
  ClientRequest decode(std::string payload, PayloadKind kind,
                       std::string_view sessionKey) const override;

  std::string welcome(const Welcome& welcome) const override;
  std::string granted(const Grant& grant) const override;
  std::string revoked(const RequestedChannels& /*channels*/) const override { return {}; }
  std::string error(std::string_view code, std::string_view message) const override;
};

}  // namespace fanfare::dialects

#endif  // FANFARE_DIALECTS_RAW_H_
