#include "redis/client.h"

#include <algorithm>
#include <future>
#include <utility>

namespace fanfare::redis {

// Shared by who asks, and may give up, and by what is under way; changed on the reactor only.
struct Client::Question {
  std::vector<Commands> commands;
  Replies replies;
  bool isAnswered = false;
  std::promise<Result<Replies>> answer;

  void take(Result<Reply> reply) {
    if (isAnswered) return;
    if (!reply) return finish(reply.error());
    replies.push_back(std::move(reply).value());
    if (replies.size() == commands.size()) finish(std::move(replies));
  }
  void finish(Result<Replies> result) {
    isAnswered = true;
    answer.set_value(std::move(result));
  }
};

Client::Client(const Clock& clock, Log& log, const LinkOptions& options,
               std::shared_ptr<WaitingRoom> room)
    : timeout_(options.timeout),
      room_(std::move(room)),
      reactor_(clock),
      link_(reactor_, log, options, {}, *this) {}

void Client::start() {
  reactor_.post([this] {
    link_.start();
    reactor_.timers().set(*this, timeout_);
  });
  thread_ = std::thread([this] { reactor_.run(); });
}

Client::~Client() {
  if (!thread_.joinable()) return;
  reactor_.stop();
  thread_.join();
  cancel();
}

Result<Client::Replies> Client::ask(std::vector<Commands> commands) {
  if (commands.empty()) return Replies();
  std::call_once(isStarted_, [this] { start(); });
  if (!room_->enter(std::min(timeout_ / 4, kMaxQueued))) {
    return Error{ErrorCode::kUnavailable, "redis: too many questions wait for an answer"};
  }
  auto how = WaitingRoom::Left::kInVain;
  auto replies = await(std::move(commands), how);
  room_->leave(how);
  return replies;
}

Result<Client::Replies> Client::await(std::vector<Commands> commands, WaitingRoom::Left& how) {
  const auto question = std::make_shared<Question>();
  question->commands = std::move(commands);
  auto answer = question->answer.get_future();
  reactor_.post([this, question] { take(question); });
  if (answer.wait_for(timeout_) != std::future_status::ready) {
    return Error{ErrorCode::kUnavailable, "redis: no answer in time"};
  }
  how = WaitingRoom::Left::kAnswered;
  return answer.get();
}

void Client::take(const QuestionPtr& question) {
  if (!link_.isUp() && isSet()) {
    waiting_.push_back(question);
  } else {
    send(question);
  }
}

void Client::send(const QuestionPtr& question) {
  for (const Commands& commands : question->commands) {
    link_.send(commands, [question](Result<Reply> reply) { question->take(std::move(reply)); });
  }
}

void Client::onLinkChange() {
  if (!link_.isUp()) return reactor_.timers().set(*this, timeout_);
  cancel();
  for (const auto& question : std::exchange(waiting_, {})) send(question);
}

void Client::onTimer() {
  for (const auto& question : std::exchange(waiting_, {})) send(question);
}

}  // namespace fanfare::redis
