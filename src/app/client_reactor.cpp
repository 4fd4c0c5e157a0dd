#include "app/client_reactor.h"

#include <memory>
#include <utility>
#include <variant>

#include "core/close_reason.h"

namespace fanfare::app {

ClientReactor::ClientReactor(const Clock& clock, Log& log, core::LimitCounts& limits,
                             const Options& options, PolicyPool& policies, IdentityWatch& watch,
                             SendOrders sendOrders)
    : reactor_(clock, options.maxQueuedBytes),
      backlog_(options.maxBacklogBytes),
      sendOrders_(std::move(sendOrders)),
      policyDesk_(policies, reactor_),
      watch_(watch),
      hub_(*this),
      endpoint_({reactor_, hub_, *this, policyDesk_, *this, log, limits}, options.endpoint,
                options.number),
      socketIo_(endpoint_, options.socketIo) {}

ClientReactor::~ClientReactor() { stop(); }

void ClientReactor::start() {
  thread_ = std::thread([this] { reactor_.run(); });
}

void ClientReactor::stop() {
  if (!thread_.joinable()) return;
  backlog_.lift();
  closeAll(core::close_reasons::kGoingAway, std::chrono::milliseconds(0));
  reactor_.stop();
  thread_.join();
}

void ClientReactor::open(ws::Opening opening) {
  ++opened_;
  auto shared = std::make_shared<ws::Opening>(std::move(opening));  // a task is copyable
  reactor_.post([this, shared] { endpoint_.open(std::move(*shared)); });
}

void ClientReactor::serve(socketio::Request request) {
  if (std::holds_alternative<socketio::Arriving>(request.what)) ++opened_;
  auto shared = std::make_shared<socketio::Request>(std::move(request));
  reactor_.post([this, shared] { socketIo_.serve(std::move(*shared)); });
}

RosterAccess ClientReactor::rosterAccess() {
  return {[this] { return endpoint_.roster().size(); },
          [this](std::size_t first, std::size_t end, RosterAccess::Taken taken) {
            reactor_.post([this, first, end, taken = std::move(taken)] {
              taken(endpoint_.roster().held(first, end));
            });
          },
          [this](std::vector<ws::Rechecked> answers) {
            reactor_.post([this, answers = std::move(answers)] {
              for (const auto& answer : answers) endpoint_.roster().onRechecked(answer);
            });
          }};
}

void ClientReactor::obey(const core::ControlMessage& message) {
  reactor_.post([this, message] { endpoint_.obey(message); });
}

void ClientReactor::doubtAll() {
  reactor_.post([this] { endpoint_.roster().doubtAll(); });
}

void ClientReactor::connections(std::size_t first, std::size_t end,
                                const core::WantsFacility& wanted, ConnectionsTaken taken) {
  reactor_.post([this, first, end, wanted, taken = std::move(taken)] {
    taken(endpoint_.bucketCount(), endpoint_.connections(first, end, wanted));
  });
}

void ClientReactor::channels(std::size_t first, std::size_t end, const core::WantsFacility& wanted,
                             ChannelsTaken taken) {
  reactor_.post([this, first, end, wanted, taken = std::move(taken)] {
    taken(hub_.bucketCount(), hub_.channels(first, end, wanted));
  });
}

AnswerSink ClientReactor::sink() {
  return {
      [this](Answers answers) {
        reactor_.post([this, answers = std::move(answers)]() mutable { take(std::move(answers)); });
      },
      backlog_};
}

void ClientReactor::closeAll(const core::CloseReason& reason, std::chrono::milliseconds over) {
  reactor_.post([this, reason, over] { endpoint_.closeAll(reason, over); });
}

std::uint64_t ClientReactor::connectionCount() const {
  // In this order, for one may be opened and end between the two.
  const std::uint64_t ended = endpoint_.endedCount();
  return opened_ - ended;
}

void ClientReactor::count(std::function<void(const core::NodeStats&)> taken) {
  reactor_.post([this, taken = std::move(taken)] {
    const auto sockets = endpoint_.stats();
    core::NodeStats stats;
    stats.connections = sockets.connections;
    stats.connectionsOpened = sockets.connectionsOpened;
    stats.subscriptions = hub_.subscriptionCount();
    stats.messagesDelivered = hub_.deliveredCount();
    stats.bytesQueued = sockets.bytesQueued;
    stats.slowConsumers = sockets.slowConsumers;
    stats.protocolErrors = sockets.protocolErrors;
    stats.endedByExpiry = sockets.endedByExpiry;
    stats.endedBySession = sockets.endedBySession;
    stats.endedByControl = sockets.endedByControl;
    stats.joinsRefused = sockets.joinsRefused;
    taken(stats);
  });
}

void ClientReactor::tell(core::HubNotice notice) { order(std::move(notice)); }

void ClientReactor::publish(core::ClientKey client, std::vector<Publication> publications,
                            Broker::PublishDone done) {
  order(PublishOrder{client, std::move(publications), std::move(done)});
}

void ClientReactor::say(std::string topic, std::string payload) {
  order(TopicOrder{std::move(topic), std::move(payload)});
}

void ClientReactor::recheck(core::IdentityPtr known, Rechecked done) {
  watch_.ask(std::move(known), [this, done = std::move(done)](const Result<Identity>& now) {
    reactor_.post([done, now] { done(now); });
  });
}

void ClientReactor::fetchTombstones(std::vector<std::string> names, Broker::StampsDone done) {
  order(TombstonesOrder{std::move(names), std::move(done)});
}

void ClientReactor::order(Order order) {
  if (orders_.empty()) {
    reactor_.atEndOfTurn([this] { sendOrders_(std::exchange(orders_, {})); });
  }
  orders_.push_back(std::move(order));
}

void ClientReactor::take(Answers answers) {
  const auto bytes = answers.bytes();
  for (const auto& notice : answers.notices) hub_.onNotice(notice);
  for (const auto& event : answers.events) {
    std::visit([this](const auto& one) { endpoint_.obey(one); }, event);
  }
  for (auto& answer : answers.published) answer.done(std::move(answer.result));
  for (auto& answer : answers.tombstones) answer.done(std::move(answer.result));
  backlog_.remove(bytes);
}

}  // namespace fanfare::app
