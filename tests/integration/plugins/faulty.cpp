// A plug-in that does wrong, as its argument says.

#include <stdexcept>

#include "fanfare/plugin.h"

namespace {

using fanfare::Grant;
using fanfare::Identity;
using fanfare::Refusal;
using fanfare::Result;

void fail(const std::string& how) {
  if (how == "throws") throw std::runtime_error("a fault\nof the test");
  if (how == "throws-else") throw 7;
}

class Faulty final : public fanfare::Policy, public fanfare::SessionResolver {
 public:
  explicit Faulty(std::string how) : how_(std::move(how)) {}

  const char* name() const override { return "jwt"; }

  fanfare::Decision check(const fanfare::Handshake& /*handshake*/, const Identity& /*identity*/,
                          const fanfare::RequestedChannels& requested) const override {
    fail(how_);
    if (how_ == "odd-status") return Refusal{101, "in\r\nSet-Cookie: a=b"};
    Grant grant{requested, {}};
    grant.granted.push_back(
        {fanfare::Access::kSubscribe, fanfare::Channel::parse("user:bob:f").value()});
    return grant;
  }

  Result<Identity> resolve(const fanfare::Handshake& /*handshake*/) const override {
    fail(how_);
    Identity identity;
    identity.user = how_ == "odd-name" ? "ann\nbob" : "ann";
    return identity;
  }

 private:
  const std::string how_;
};

Result<std::unique_ptr<fanfare::Policy>> makePolicy(const std::string& how) {
  if (how == "throws-at-start") throw std::runtime_error("at the start");
  if (how == "fails") return fanfare::Error{fanfare::ErrorCode::kInvalidArgument, "as told"};
  if (how == "makes-none") return std::unique_ptr<fanfare::Policy>();
  return std::unique_ptr<fanfare::Policy>(std::make_unique<Faulty>(how));
}

Result<std::unique_ptr<fanfare::SessionResolver>> makeResolver(const std::string& how) {
  return std::unique_ptr<fanfare::SessionResolver>(std::make_unique<Faulty>(how));
}

}  // namespace

const fanfare::Plugin* fanfarePlugin() {
#ifdef OF_ANOTHER_VERSION
  static const fanfare::Plugin plugin{fanfare::pluginAbi() + 1, makePolicy, makeResolver};
#elif defined(WITHOUT_POLICY)
  static const fanfare::Plugin plugin{fanfare::pluginAbi(), nullptr, makeResolver};
#else
  static const fanfare::Plugin plugin{fanfare::pluginAbi(), makePolicy, makeResolver};
#endif
  return &plugin;
}
