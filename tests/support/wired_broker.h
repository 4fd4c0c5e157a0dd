#ifndef FANFARE_TESTS_SUPPORT_WIRED_BROKER_H_
#define FANFARE_TESTS_SUPPORT_WIRED_BROKER_H_

#include <cassert>
#include <cstddef>
#include <deque>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "fanfare/broker.h"

#include "support/without_topics.h"

namespace fanfare::testing {

// A broker made like the one on Redis: a server behind two connections, one for subscriptions and
// one for commands. What is on its way in either direction stays there until it is told to go on,
// so that a test has every order of events in its hand.
class WiredBroker final : public WithoutTopics {
 public:
  using Wire = std::deque<std::function<void()>>;

  // To the server, which then does what was asked; and from it.
  Wire subscriptions;
  Wire commands;
  Wire pushed;
  Wire answers;

  std::vector<Wire*> wires() { return {&subscriptions, &commands, &pushed, &answers}; }

  static void goOn(Wire& wire) {
    assert(!wire.empty());
    const auto next = std::move(wire.front());
    wire.pop_front();
    next();
  }

  // What others do at the server.
  void carry(const Channel& channel, const std::string& payload) {
    if (subscribed_.count(std::string(channel.key())) == 0) return;
    pushed.emplace_back(
        [this, channel, payload] { listener_->onMessage(channel, makeMessage(payload)); });
  }
  void keep(const Channel& channel, const std::string& payload) {
    kept_[std::string(channel.key())] = makeMessage(payload);
  }
  void keepAndCarry(const Channel& channel, const std::string& payload) {
    keep(channel, payload);
    carry(channel, payload);
  }

  // The connections break; what is on its way is gone, and fetches fail.
  void lose() {
    for (Wire* wire : wires()) wire->clear();
    subscribed_.clear();
    awaited_.clear();
    isReachable_ = false;
    listener_->onLost();
    for (auto& done : std::exchange(fetches_, {})) done.second(unavailable());
  }
  void recover() {
    isReachable_ = true;
    listener_->onReachable();
  }
  // Fails the oldest fetch alone.
  void failFetch() {
    commands.clear();
    answers.clear();
    const auto fetch = fetches_.begin();
    const auto done = std::move(fetch->second);
    fetches_.erase(fetch);
    done(unavailable());
  }

  bool hasSubscribed(const Channel& channel) const {
    return subscribed_.count(std::string(channel.key())) > 0;
  }
  std::size_t fetchCount() const { return fetchCount_; }
  bool isFetching() const { return !fetches_.empty(); }

  const char* name() const override { return "wired"; }
  void start(BrokerListener& listener) override { listener_ = &listener; }
  void publish(std::vector<Publication> publications, PublishDone done) override {
    commands.emplace_back([this, publications = std::move(publications), done = std::move(done)] {
      for (const auto& one : publications) keepAndCarry(one.channel, one.message->payload);
      answers.emplace_back([done] { done({}); });
    });
  }
  void fetch(const Channel& channel, FetchDone done) override {
    const std::size_t number = ++fetchCount_;
    fetches_.emplace(number, std::move(done));
    if (!isReachable_) {
      answers.emplace_back([this, number] { answer(number, unavailable()); });
      return;
    }
    commands.emplace_back([this, number, channel] {
      const auto kept = kept_.find(std::string(channel.key()));
      const MessagePtr found = kept == kept_.end() ? nullptr : kept->second;
      answers.emplace_back([this, number, found] { answer(number, found); });
    });
  }
  void subscribe(const Channel& channel) override {
    if (!isReachable_) return;
    awaited_.insert(std::string(channel.key()));
    subscriptions.emplace_back([this, channel] {
      subscribed_.insert(std::string(channel.key()));
      pushed.emplace_back([this, channel] {
        awaited_.erase(awaited_.find(std::string(channel.key())));
        listener_->onSubscribed(channel);
      });
    });
  }
  void unsubscribe(const Channel& channel) override {
    assert(awaited_.count(std::string(channel.key())) == 0);
    subscriptions.emplace_back([this, channel] { subscribed_.erase(std::string(channel.key())); });
  }

 private:
  static Error unavailable() { return {ErrorCode::kUnavailable, "the broker is away"}; }

  void answer(std::size_t number, Result<MessagePtr> kept) {
    const auto fetch = fetches_.find(number);
    const auto done = std::move(fetch->second);
    fetches_.erase(fetch);
    done(std::move(kept));
  }

  BrokerListener* listener_ = nullptr;
  bool isReachable_ = false;
  std::set<std::string> subscribed_;
  std::map<std::string, MessagePtr> kept_;
  std::multiset<std::string> awaited_;        // acknowledgements
  std::map<std::size_t, FetchDone> fetches_;  // unanswered
  std::size_t fetchCount_ = 0;
};

}  // namespace fanfare::testing

#endif  // FANFARE_TESTS_SUPPORT_WIRED_BROKER_H_
