#ifndef FANFARE_TESTS_SUPPORT_SCRIPTED_EXCHANGE_H_
#define FANFARE_TESTS_SUPPORT_SCRIPTED_EXCHANGE_H_

#include <memory>
#include <optional>
#include <utility>

#include "socketio/exchange.h"
#include "support/socket_pair.h"

namespace fanfare::testing {

// What became of a request.
struct Outcome {
  std::optional<socketio::HttpAnswer> answer;
  bool isTakenOver = false;
  bool isDropped = false;  // unanswered

  bool isOpen() const { return !answer && !isTakenOver && !isDropped; }
  std::string body() const { return answer ? answer->body : "(none)"; }
};

class ScriptedExchange final : public socketio::Exchange {
 public:
  ScriptedExchange(std::shared_ptr<Outcome> outcome, net::Transport transport,
                   std::string earlyBytes = {})
      : outcome_(std::move(outcome)),
        transport_(std::move(transport)),
        early_(std::move(earlyBytes)) {}
  ~ScriptedExchange() override { outcome_->isDropped = outcome_->isOpen(); }

  void answer(const socketio::HttpAnswer& answer) override { outcome_->answer = answer; }
  Taken takeOver() override {
    outcome_->isTakenOver = true;
    return {std::move(transport_), std::move(early_)};
  }

 private:
  const std::shared_ptr<Outcome> outcome_;
  net::Transport transport_;
  std::string early_;
};

// A request that a test sent, and how it is told what became of it.
struct Sent {
  std::unique_ptr<ScriptedExchange> exchange;
  std::shared_ptr<Outcome> outcome;
  net::Descriptor client;  // its end, once it is taken over
};

inline Sent sentRequest(std::string earlyBytes = {}) {
  SocketPair pair = localPair();
  auto outcome = std::make_shared<Outcome>();
  auto exchange =
      std::make_unique<ScriptedExchange>(outcome, std::move(pair.ours), std::move(earlyBytes));
  return {std::move(exchange), outcome, std::move(pair.peers)};
}

}  // namespace fanfare::testing

#endif  // FANFARE_TESTS_SUPPORT_SCRIPTED_EXCHANGE_H_
