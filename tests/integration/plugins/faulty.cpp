// A plug-in that does wrong, as its argument says.

#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "fanfare/plugin.h"

namespace {

using fanfare::BrokerHost;
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

// Throws in the function that it is told, and elsewhere answers that all is well, but for topics.
class FaultyBroker final : public fanfare::Broker {
 public:
  FaultyBroker(BrokerHost& host, std::string how) : host_(host), how_(std::move(how)) {}

  const char* name() const override { return "faulty"; }
  void start(fanfare::BrokerListener& listener) override {
    failIn("start");
    host_.post([this, &listener] {
      listener.onReachable();
      failIn("task");
    });
  }
  void publish(std::vector<fanfare::Publication> /*publications*/, PublishDone done) override {
    failIn("publish");
    host_.post([done] { done({}); });
  }
  void fetch(const fanfare::Channel& /*channel*/, FetchDone done) override {
    failIn("fetch");
    host_.post([done] { done(fanfare::MessagePtr()); });
  }
  void subscribe(const fanfare::Channel& /*channel*/) override { failIn("subscribe"); }
  void unsubscribe(const fanfare::Channel& /*channel*/) override {}
  void subscribeTopic(const std::string& /*topic*/) override {}
  void unsubscribeTopic(const std::string& /*topic*/) override {}
  void publishTopic(const std::string& /*topic*/, std::string /*payload*/,
                    PublishDone done) override {
    host_.post([done] { done({}); });
  }
  void stamp(std::vector<std::string> /*names*/, std::chrono::seconds /*keepFor*/,
             PublishDone done) override {
    host_.post([done] { done({}); });
  }
  void fetchStamps(std::vector<std::string> names, StampsDone done) override {
    host_.post([count = names.size(), done] { done(std::vector<std::optional<Stamp>>(count)); });
  }

 private:
  void failIn(const std::string& function) const {
    if (how_ == "throws-in-" + function) fail("throws");
  }

  BrokerHost& host_;
  const std::string how_;
};

template <typename Made>
std::optional<Result<std::unique_ptr<Made>>> failure(const std::string& how) {
  using Failure = Result<std::unique_ptr<Made>>;
  if (how == "throws-at-start") throw std::runtime_error("at the start");
  if (how == "fails") {
    return Failure(fanfare::Error{fanfare::ErrorCode::kInvalidArgument, "as told"});
  }
  if (how == "makes-none") return Failure(std::unique_ptr<Made>());
  return std::nullopt;
}

Result<std::unique_ptr<fanfare::Policy>> makePolicy(const std::string& how) {
  if (auto failed = failure<fanfare::Policy>(how)) return *std::move(failed);
  return std::unique_ptr<fanfare::Policy>(std::make_unique<Faulty>(how));
}

Result<std::unique_ptr<fanfare::Broker>> makeBroker(BrokerHost& host, const std::string& how) {
  if (auto failed = failure<fanfare::Broker>(how)) return *std::move(failed);
  return std::unique_ptr<fanfare::Broker>(std::make_unique<FaultyBroker>(host, how));
}

Result<std::unique_ptr<fanfare::SessionResolver>> makeResolver(const std::string& how) {
  return std::unique_ptr<fanfare::SessionResolver>(std::make_unique<Faulty>(how));
}

}  // namespace

const fanfare::Plugin* fanfarePlugin() {
  static const fanfare::Plugin plugin = [] {
    fanfare::Plugin offered{fanfare::pluginAbi(), makePolicy, makeResolver, makeBroker};
#ifdef OF_ANOTHER_VERSION
    ++offered.abi;
#endif
#ifdef WITHOUT_POLICY
    offered.makePolicy = nullptr;
    offered.makeBroker = nullptr;
#endif
    return offered;
  }();
  return &plugin;
}
