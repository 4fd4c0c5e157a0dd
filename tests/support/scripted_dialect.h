#ifndef FANFARE_TESTS_SUPPORT_SCRIPTED_DIALECT_H_
#define FANFARE_TESTS_SUPPORT_SCRIPTED_DIALECT_H_

#include <string>
#include <string_view>
#include <utility>

#include "fanfare/dialect.h"

namespace fanfare::testing {

// A dialect whose ways a test chooses. Otherwise it is like raw, has no words for "unspeakable",
// and tells the names of what is granted and revoked.
class ScriptedDialect final : public Dialect {
 public:
  Pace itsPace;
  bool itFollowsAdoptions = false;

  const char* name() const override { return "scripted"; }

  std::string_view encode(const Channel& /*channel*/, const Message& message,
                          std::string& /*scratch*/) const override {
    return message.payload == "unspeakable" ? std::string_view() : message.payload;
  }
  bool speaksText() const override { return true; }
  Pace pace() const override { return itsPace; }
  bool followsAdoptions() const override { return itFollowsAdoptions; }
  bool mayAskForMore() const override { return false; }

  ClientRequest decode(std::string payload, PayloadKind /*kind*/,
                       std::string_view /*sessionKey*/) const override {
    return PublishRequest{{}, makeMessage(std::move(payload))};
  }

  std::string welcome(const Welcome& /*welcome*/) const override { return {}; }
  std::string granted(const Grant& grant) const override { return named("granted", grant.granted); }
  std::string revoked(const RequestedChannels& channels) const override {
    return named("revoked", channels);
  }
  std::string error(std::string_view /*code*/, std::string_view message) const override {
    return std::string(message);
  }

 private:
  static std::string named(std::string text, const RequestedChannels& channels) {
    for (const auto& channel : channels) text += " " + textOf(channel);
    return text;
  }
};

}  // namespace fanfare::testing

#endif  // FANFARE_TESTS_SUPPORT_SCRIPTED_DIALECT_H_
