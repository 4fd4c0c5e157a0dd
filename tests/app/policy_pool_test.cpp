#include "app/policy_pool.h"

#include <future>
#include <memory>
#include <mutex>
#include <stdexcept>

#include <cppunit/extensions/HelperMacros.h>

#include "policies/allow_all.h"

namespace fanfare::app {
namespace {

core::VisitorPtr visitorOf(std::string facility) {
  core::Visitor visitor;
  visitor.handshake.facility = std::move(facility);
  return std::make_shared<const core::Visitor>(std::move(visitor));
}

const RequestedChannels kChat{{Access::kSubscribe, *Channel::parse("broadcast:chat")}};

class ThrowingPolicy final : public Policy {
 public:
  const char* name() const override { return "throwing"; }
  Decision check(const Handshake& /*handshake*/, const Identity& /*identity*/,
                 const RequestedChannels& /*requested*/) const override {
    throw std::runtime_error("the store is gone");
  }
};

// Tells when it is first asked, and answers when it is let go.
class HeldPolicy final : public Policy {
 public:
  HeldPolicy(std::promise<void>& asked, std::shared_future<void> letGo)
      : asked_(asked), letGo_(std::move(letGo)) {}
  const char* name() const override { return "held"; }
  Decision check(const Handshake& /*handshake*/, const Identity& /*identity*/,
                 const RequestedChannels& requested) const override {
    std::call_once(isAsked_, [this] { asked_.set_value(); });
    letGo_.wait();
    return Grant{requested, {}, {}};
  }

 private:
  std::promise<void>& asked_;
  mutable std::once_flag isAsked_;
  const std::shared_future<void> letGo_;
};

std::future<Decision> ask(PolicyPool& pool) {
  auto answer = std::make_shared<std::promise<Decision>>();
  auto future = answer->get_future();
  pool.ask(visitorOf("chat"), kChat,
           [answer](Decision decision) { answer->set_value(std::move(decision)); });
  return future;
}

class PolicyPoolTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(PolicyPoolTest);
  CPPUNIT_TEST(answersWithWhatThePolicyDecides);
  CPPUNIT_TEST(refusesWhereThePolicyFails);
  CPPUNIT_TEST(refusesWithoutAskingWhereTooManyWait);
  CPPUNIT_TEST(bringsTheAnswerToTheReactorThatAsked);
  CPPUNIT_TEST_SUITE_END();

 public:
  void answersWithWhatThePolicyDecides() {
    const policies::AllowAll policy;
    PolicyPool pool(policy, {});

    const auto decision = ask(pool).get();

    CPPUNIT_ASSERT(std::get<Grant>(decision).granted == kChat);
  }

  void refusesWhereThePolicyFails() {
    const ThrowingPolicy policy;
    PolicyPool pool(policy, {});

    const auto decision = ask(pool).get();

    CPPUNIT_ASSERT_EQUAL(500, std::get<Refusal>(decision).status);
  }

  void refusesWithoutAskingWhereTooManyWait() {
    std::promise<void> asked;
    std::promise<void> letGo;
    const HeldPolicy policy(asked, letGo.get_future().share());
    PolicyPool pool(policy, {1, 2});
    std::vector<std::future<Decision>> answers;
    answers.push_back(ask(pool));
    asked.get_future().wait();
    for (int i = 0; i < 3; ++i) answers.push_back(ask(pool));

    // One is under way, two wait: the last one cannot.
    CPPUNIT_ASSERT_EQUAL(503, std::get<Refusal>(answers.back().get()).status);
    letGo.set_value();
    CPPUNIT_ASSERT(std::holds_alternative<Grant>(answers.front().get()));
  }

  void bringsTheAnswerToTheReactorThatAsked() {
    const policies::AllowAll policy;
    const SteadyClock clock{};
    net::Reactor reactor(clock);
    PolicyPool pool(policy, {});
    ReactorPolicyDesk desk(pool, reactor);
    bool wasOnThread = false;

    reactor.post([&desk, &reactor, &wasOnThread] {
      desk.ask(visitorOf("chat"), kChat, [&reactor, &wasOnThread](const Decision&) {
        wasOnThread = reactor.isOnThread();
        reactor.stop();
      });
    });
    reactor.run();

    CPPUNIT_ASSERT(wasOnThread);
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(PolicyPoolTest);

}  // namespace
}  // namespace fanfare::app
