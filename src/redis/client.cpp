#include "redis/client.h"

#include <algorithm>
#include <future>
#include <utility>

namespace fanfare::redis {

// Shared by all of its commands that are under way; changed on the reactor only.
struct Client::Question {
  std::vector<Commands> commands;
  Later later;
  std::vector<Result<Reply>> replies;  // in the order of the commands
  std::size_t left = 0;                // to be answered

  void take(std::size_t place, Result<Reply> reply) {
    replies[place] = std::move(reply);
    if (--left == 0) later(std::move(replies));
  }
};

namespace {

Result<Client::Replies> allOf(std::vector<Result<Reply>> replies) {
  Client::Replies all;
  all.reserve(replies.size());
  for (auto& reply : replies) {
    if (!reply) return reply.error();
    all.push_back(std::move(reply).value());
  }
  return all;
}

}  // namespace

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
  if (!room_->enter(std::min(timeout_ / 4, kMaxQueued))) {
    return Error{ErrorCode::kUnavailable, "redis: too many questions wait for an answer"};
  }
  auto how = WaitingRoom::Left::kInVain;
  auto replies = await(std::move(commands), how);
  room_->leave(how);
  return replies;
}

Result<Client::Replies> Client::await(std::vector<Commands> commands, WaitingRoom::Left& how) {
  // Who asks may give up before the answer comes.
  const auto promise = std::make_shared<std::promise<Result<Replies>>>();
  auto answer = promise->get_future();
  post(std::move(commands), [promise](std::vector<Result<Reply>> replies) {
    promise->set_value(allOf(std::move(replies)));
  });
  if (answer.wait_for(timeout_) != std::future_status::ready) {
    return Error{ErrorCode::kUnavailable, "redis: no answer in time"};
  }
  how = WaitingRoom::Left::kAnswered;
  return answer.get();
}

void Client::askLater(std::vector<Commands> commands, Later later) {
  post(std::move(commands), std::move(later));
}

void Client::post(std::vector<Commands> commands, Later later) {
  std::call_once(isStarted_, [this] { start(); });
  const auto question = std::make_shared<Question>();
  question->commands = std::move(commands);
  question->later = std::move(later);
  reactor_.post([this, question] { take(question); });
}

void Client::take(const QuestionPtr& question) {
  if (!link_.isUp() && isSet()) {
    waiting_.push_back(question);
  } else {
    send(question);
  }
}

void Client::send(const QuestionPtr& question) {
  const std::size_t count = question->commands.size();
  question->left = count;
  question->replies.assign(count, Error{ErrorCode::kUnavailable, "redis: not answered"});
  for (std::size_t place = 0; place < count; ++place) {
    link_.send(question->commands[place],
               [question, place](Result<Reply> reply) { question->take(place, std::move(reply)); });
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
