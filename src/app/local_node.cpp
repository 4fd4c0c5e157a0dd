#include "app/local_node.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "app/bucket_walk.h"
#include "core/close_reason.h"
#include "model/mutex.h"

namespace fanfare::app {
namespace {

constexpr std::chrono::seconds kStatsPatience{1};
constexpr std::chrono::minutes kTellTooLargeAgain{1};

// For one reactor: tells of messages that no outbox holds.
auto tellingTooLarge(const NodeParts& parts, std::size_t maxBytes) {
  return [&log = parts.log, &clock = parts.clock, maxBytes, told = std::optional<Clock::Time>()](
             const Channel& channel, std::size_t bytes) mutable {
    const auto now = clock.now();
    if (told && now - *told < kTellTooLargeAgain) return;
    told = now;
    log.write(LogLevel::kWarning,
              "a message on " + channel.publicKey() + " makes a frame of " + std::to_string(bytes) +
                  " bytes, more than outbox.max_bytes = " + std::to_string(maxBytes) +
                  ": it is sent to nobody (told once a minute)");
  };
}

void add(const core::NodeStats& more, core::NodeStats& sum) {
  sum.connections += more.connections;
  sum.connectionsOpened += more.connectionsOpened;
  sum.subscriptions += more.subscriptions;
  sum.messagesDelivered += more.messagesDelivered;
  sum.bytesQueued += more.bytesQueued;
  sum.slowConsumers += more.slowConsumers;
  sum.protocolErrors += more.protocolErrors;
  sum.endedByExpiry += more.endedByExpiry;
  sum.endedBySession += more.endedBySession;
  sum.endedByControl += more.endedByControl;
  sum.joinsRefused += more.joinsRefused;
}

// The counts of several reactors, as they come in. A reactor may come when nobody waits any more.
class Tally {
 public:
  explicit Tally(std::size_t awaited) : awaited_(awaited) {}

  void take(const core::NodeStats& stats) {
    const MutexLock lock(mutex_);
    add(stats, sum_);
    if (--awaited_ == 0) complete_.notifyOne();
  }

  core::NodeStats wait(std::chrono::milliseconds patience) {
    const MutexLock lock(mutex_);
    const auto until = std::chrono::steady_clock::now() + patience;
    while (awaited_ > 0 && complete_.waitUntil(mutex_, until)) {
    }
    return sum_;
  }

 private:
  Mutex mutex_;
  Condition complete_;  // under mutex_
  std::size_t awaited_ FANFARE_GUARDED_BY(mutex_);
  core::NodeStats sum_ FANFARE_GUARDED_BY(mutex_);
};

std::vector<AnswerSink> sinksOf(const std::vector<std::unique_ptr<ClientReactor>>& reactors) {
  std::vector<AnswerSink> sinks;
  sinks.reserve(reactors.size());
  for (const auto& reactor : reactors) sinks.push_back(reactor->sink());
  return sinks;
}

// The one whose session the request names. REQUIRES: it names one.
ConnectionId connectionOf(const socketio::Request& request) {
  if (const auto* polling = std::get_if<socketio::Polling>(&request.what)) {
    return polling->sid.connection;
  }
  if (const auto* posting = std::get_if<socketio::Posting>(&request.what)) {
    return posting->sid.connection;
  }
  return std::get<socketio::Upgrading>(request.what).sid.connection;
}

}  // namespace

LocalNode::LocalNode(const NodeParts& parts, const NodeOptions& options,
                     const BrokerThread::MakeBroker& makeBroker)
    : policies_(parts.policy, {options.policyThreads}),
      watch_(parts.resolver, parts.log, options.recheck),
      reactors_(makeReactors(parts, options)),
      broker_({parts.clock, parts.log, parts.limits}, makeBroker, sinksOf(reactors_),
              {options.kept, options.control, options.brokerPatience, options.topics},
              controlHooks()) {}

LocalNode::~LocalNode() { stop(); }

ControlHooks LocalNode::controlHooks() {
  return {[this](const core::ControlMessage& message) {
            for (const auto& reactor : reactors_) reactor->obey(message);
          },
          [this] {
            for (const auto& reactor : reactors_) reactor->doubtAll();
            if (std::exchange(hasListened_, true)) watch_.askAll();
          }};
}

LocalNode::Reactors LocalNode::makeReactors(const NodeParts& parts, const NodeOptions& options) {
  Reactors reactors;
  for (std::size_t number = 0; number < options.reactors; ++number) {
    ClientReactor::Options one{options.endpoint, options.socketIo, static_cast<unsigned>(number),
                               options.maxQueuedBytes / options.reactors, options.maxBacklogBytes};
    one.endpoint.maxReceivedBytes =
        std::max(options.maxReceivedBytes / options.reactors, 4 * one.endpoint.maxMessageBytes);
    // A message is four commands at most to Redis, so all of them stay below redis::PendingBounds.
    one.endpoint.underWay = options.underWay.shareOf(options.reactors);
    one.endpoint.onTooLarge = tellingTooLarge(parts, one.endpoint.connection.outboxMaxBytes);
    reactors.push_back(std::make_unique<ClientReactor>(
        parts.clock, parts.log, parts.limits, one, policies_, watch_,
        [this, number](Orders orders) { broker_.post(number, std::move(orders)); }));
  }
  return reactors;
}

void LocalNode::start() {
  std::vector<RosterAccess> rosters;
  for (const auto& reactor : reactors_) {
    reactor->start();
    rosters.push_back(reactor->rosterAccess());
  }
  broker_.start();
  watch_.start(std::move(rosters));
}

void LocalNode::drain(std::chrono::milliseconds over) {
  isDraining_ = true;
  for (const auto& reactor : reactors_) reactor->closeAll(core::close_reasons::kGoingAway, over);
}

void LocalNode::stop() {
  isDraining_ = true;
  watch_.stop();
  for (const auto& reactor : reactors_) reactor->stop();
  broker_.stop();
  policies_.stop();
}

void LocalNode::open(ws::Opening opening) { emptiest().open(std::move(opening)); }

void LocalNode::serve(socketio::Request request) {
  if (std::holds_alternative<socketio::Arriving>(request.what)) {
    return emptiest().serve(std::move(request));
  }
  const std::size_t number = ws::Endpoint::reactorOf(connectionOf(request));
  if (number < reactors_.size()) return reactors_[number]->serve(std::move(request));
  request.exchange->answer(socketio::badRequest("Invalid session"));
}

ClientReactor& LocalNode::emptiest() {
  const std::size_t first = nextReactor_++;
  ClientReactor* emptiest = reactors_[first % reactors_.size()].get();
  for (std::size_t i = 1; i < reactors_.size(); ++i) {
    ClientReactor& reactor = *reactors_[(first + i) % reactors_.size()];
    if (reactor.connectionCount() < emptiest->connectionCount()) emptiest = &reactor;
  }
  return *emptiest;
}

void LocalNode::publish(std::vector<Publication> publications, Broker::PublishDone done) {
  broker_.publish(std::move(publications), std::move(done));
}

void LocalNode::fetch(const Channel& channel, Broker::FetchDone done) {
  broker_.fetch(channel, std::move(done));
}

void LocalNode::send(const core::ControlMessage& message, Broker::PublishDone done) {
  broker_.send(message, std::move(done));
}

void LocalNode::say(std::string topic, std::string payload, Broker::PublishDone done) {
  broker_.say(std::move(topic), std::move(payload), std::move(done));
}

void LocalNode::connections(core::ConnectionsPage page, ConnectionsDone done) {
  using Walk = BucketWalk<core::ConnectionInfo, ConnectionId>;
  Walk::Plan plan;
  plan.reactors = reactors_.size();
  plan.limit = page.limit;
  plan.ask = [this, wanted = std::move(page.wanted)](std::size_t reactor, Buckets buckets,
                                                     Walk::Taken taken) {
    reactors_[reactor]->connections(buckets.first, buckets.end, wanted, std::move(taken));
  };
  plan.add = [after = page.after](core::ConnectionInfo one, Walk::Found& found) {
    const ConnectionId id = one.id;
    if (id > after) found.add(id, std::move(one));
  };
  plan.done = std::move(done);
  pages_.begin(
      [plan = std::move(plan)](WorkInTurn::Over over) { Walk::begin(plan, std::move(over)); });
}

void LocalNode::channels(core::ChannelsPage page, ChannelsDone done) {
  using Walk = BucketWalk<core::ChannelInfo, std::string>;
  Walk::Plan plan;
  plan.reactors = reactors_.size();
  plan.limit = page.limit;
  plan.ask = [this, wanted = std::move(page.wanted)](std::size_t reactor, Buckets buckets,
                                                     Walk::Taken taken) {
    reactors_[reactor]->channels(buckets.first, buckets.end, wanted, std::move(taken));
  };
  plan.add = [after = std::move(page.after), cursorOf = std::move(page.cursorOf)](
                 core::ChannelInfo one, Walk::Found& found) {
    const std::string key = cursorOf(one.channel);
    if (key <= after) return;
    if (auto* const known = found.find(key)) {
      known->subscriptions += one.subscriptions;
    } else {
      found.add(key, std::move(one));
    }
  };
  plan.done = std::move(done);
  pages_.begin(
      [plan = std::move(plan)](WorkInTurn::Over over) { Walk::begin(plan, std::move(over)); });
}

std::uint64_t LocalNode::connectionCount() const {
  std::uint64_t count = 0;
  for (const auto& reactor : reactors_) count += reactor->connectionCount();
  return count;
}

Aftermath::Count LocalNode::comeAndGone() const {
  Aftermath::Count count;
  for (const auto& reactor : reactors_) {
    count.come += reactor->comeCount();
    count.gone += reactor->goneCount();
  }
  return count;
}

core::NodeStats LocalNode::stats() const {
  const auto tally = std::make_shared<Tally>(reactors_.size());
  for (const auto& reactor : reactors_) {
    reactor->count([tally](const core::NodeStats& stats) { tally->take(stats); });
  }
  auto sum = tally->wait(kStatsPatience);
  sum.channels = broker_.channelCount();
  sum.messagesPublished = broker_.publishedCount();
  sum.messagesReceived = broker_.receivedCount();
  sum.rechecks = watch_.askedCount();
  sum.rechecksFailed = watch_.failedCount();
  return sum;
}

}  // namespace fanfare::app
