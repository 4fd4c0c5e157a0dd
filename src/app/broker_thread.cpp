#include "app/broker_thread.h"

#include <utility>
#include <variant>

#include "core/notice_batch.h"
#include "ws/endpoint.h"

namespace fanfare::app {
namespace {

constexpr std::chrono::milliseconds kTick{50};

}  // namespace

// The way to one reactor: what it is told in a turn goes out at the end of it.
class BrokerThread::Link final : public core::HubLink {
 public:
  Link(net::Reactor& reactor, AnswerSink sink) : reactor_(reactor), sink_(std::move(sink)) {}

  void tell(core::RouterNotice notice) override {
    if (!events_.empty()) send();  // which would be behind it
    sendAtEndOfTurn();
    notices_.add(std::move(notice));
  }
  void tell(ClientEvent event) {
    sendAtEndOfTurn();
    events_.push_back(std::move(event));
  }
  void answer(PublishAnswer answer) {
    sendAtEndOfTurn();
    published_.push_back(std::move(answer));
  }
  void answer(TombstonesAnswer answer) {
    sendAtEndOfTurn();
    tombstones_.push_back(std::move(answer));
  }

 private:
  bool isEmpty() const {
    return notices_.empty() && events_.empty() && published_.empty() && tombstones_.empty();
  }

  void sendAtEndOfTurn() {
    if (isEmpty()) reactor_.atEndOfTurn([this] { send(); });
  }

  void send() {
    if (isEmpty()) return;
    Answers answers{notices_.take(), std::exchange(events_, {}), std::exchange(published_, {}),
                    std::exchange(tombstones_, {})};
    sink_.backlog.waitForRoom();
    sink_.backlog.add(answers.bytes());
    sink_.post(std::move(answers));
    reactor_.yieldBeforeNextTurn();
  }

  net::Reactor& reactor_;
  const AnswerSink sink_;
  core::NoticeBatch notices_;
  std::vector<ClientEvent> events_;  // behind notices_
  std::vector<PublishAnswer> published_;
  std::vector<TombstonesAnswer> tombstones_;
};

namespace {

template <typename Links>
std::vector<core::HubLink*> hubLinks(const Links& links) {
  std::vector<core::HubLink*> hubs;
  hubs.reserve(links.size());
  for (const auto& link : links) hubs.push_back(link.get());
  return hubs;
}

}  // namespace

BrokerThread::BrokerThread(const Parts& parts, const MakeBroker& makeBroker,
                           std::vector<AnswerSink> sinks, const Options& options,
                           ControlHooks hooks)
    : log_(parts.log),
      limits_(parts.limits),
      reactor_(parts.clock),
      patience_(reactor_, options.patience),
      broker_(makeBroker(reactor_, *this)),
      links_([this, &sinks] {
        std::vector<std::unique_ptr<Link>> links;
        links.reserve(sinks.size());
        for (auto& sink : sinks) links.push_back(std::make_unique<Link>(reactor_, std::move(sink)));
        return links;
      }()),
      router_(*broker_, parts.clock, hubLinks(links_)),
      control_(parts.log, parts.clock, options.control, std::move(hooks)),
      topics_(parts.log, parts.clock, [this](const core::TopicEvent& event) { take(event); }),
      keptByClients_(parts.clock, options.kept) {
  for (const TopicSource& source : options.topics) add(source);
}

BrokerThread::~BrokerThread() { stop(); }

void BrokerThread::add(const TopicSource& source) {
  if (!source.makeBroker) {
    for (core::TopicReader* const reader : source.readers) topics_.add(*reader);
    return;
  }
  topicBrokers_.push_back(
      std::make_unique<TopicBroker>(TopicBroker::Parts{reactor_.clock(), log_, reactor_}, source,
                                    [this](const core::TopicEvent& event) { take(event); }));
}

void BrokerThread::start() {
  reactor_.post([this] {
    broker_->start(*this);
    for (const auto& broker : topicBrokers_) broker->start();
  });
  thread_ = std::thread([this] { reactor_.run(); });
}

void BrokerThread::stop() {
  if (!thread_.joinable()) return;
  reactor_.stop();
  thread_.join();
  cancel();
}

void BrokerThread::post(std::size_t reactor, Orders orders) {
  reactor_.post(
      [this, reactor, orders = std::move(orders)]() mutable { take(reactor, std::move(orders)); });
}

void BrokerThread::publish(std::vector<Publication> publications, Broker::PublishDone done) {
  reactor_.post([this, publications = std::move(publications), done = std::move(done)]() mutable {
    const auto count = publications.size();
    broker_->publish(std::move(publications), counting(count, patience_.within(std::move(done))));
  });
}

void BrokerThread::fetch(Channel channel, Broker::FetchDone done) {
  reactor_.post([this, channel = std::move(channel), done = std::move(done)]() mutable {
    broker_->fetch(channel, patience_.within(std::move(done)));
  });
}

void BrokerThread::say(std::string topic, std::string payload, Broker::PublishDone done) {
  reactor_.post([this, topic = std::move(topic), payload = std::move(payload),
                 done = std::move(done)]() mutable {
    brokerOf(topic).publishTopic(topic, std::move(payload), patience_.within(std::move(done)));
  });
}

Broker& BrokerThread::brokerOf(const std::string& topic) {
  for (const auto& one : topicBrokers_) {
    if (one->hears(topic)) return one->broker();
  }
  return *broker_;
}

void BrokerThread::send(core::ControlMessage message, Broker::PublishDone done) {
  reactor_.post([this, message = std::move(message), done = std::move(done)]() mutable {
    control_.send(*broker_, message, patience_.within(std::move(done)));
  });
}

core::BrokerState BrokerThread::state() const {
  return isReachable_ ? core::BrokerState::kReachable : core::BrokerState::kAway;
}

void BrokerThread::take(std::size_t reactor, Orders orders) {
  for (auto& order : orders) {
    if (const auto* notice = std::get_if<core::HubNotice>(&order)) {
      router_.onNotice(reactor, *notice);
    } else if (auto* publishing = std::get_if<PublishOrder>(&order)) {
      publishFor(*links_[reactor], std::move(*publishing));
    } else if (auto* tombstones = std::get_if<TombstonesOrder>(&order)) {
      fetchTombstonesFor(*links_[reactor], std::move(*tombstones));
    } else {
      auto& [topic, payload] = std::get<TopicOrder>(order);
      brokerOf(topic).publishTopic(topic, std::move(payload), [](const Result<void>&) {});
    }
  }
  afterRouting();
}

void BrokerThread::fetchTombstonesFor(Link& link, TombstonesOrder order) {
  control_.fetchTombstones(*broker_, std::move(order.names),
                           [&link, done = std::move(order.done)](
                               Result<std::vector<std::optional<Broker::Stamp>>> result) {
                             link.answer(TombstonesAnswer{done, std::move(result)});
                           });
}

void BrokerThread::publishFor(Link& link, PublishOrder order) {
  spend(order.client, order.publications);
  const auto count = order.publications.size();
  auto answer = [&link, done = std::move(order.done)](Result<void> result) {
    link.answer(PublishAnswer{done, std::move(result)});
  };
  broker_->publish(std::move(order.publications), counting(count, std::move(answer)));
}

void BrokerThread::spend(core::ClientKey client, std::vector<Publication>& publications) {
  using Verdict = core::KeptBudget::Verdict;
  for (auto& [channel, message, keepFor] : publications) {
    if (keepFor <= keepFor.zero()) continue;
    const auto verdict = keptByClients_.take(channel, keepFor, client);
    if (verdict == Verdict::kKept) continue;
    keepFor = keepFor.zero();
    tellSpent(verdict);
  }
}

void BrokerThread::tellSpent(core::KeptBudget::Verdict verdict) {
  const bool isOfClient = verdict == core::KeptBudget::Verdict::kClientSpent;
  limits_.add(isOfClient ? core::Limit::kKeptPerClient : core::Limit::kKeptByClients);
  if (!(isOfClient ? clientSpent_ : allSpent_).isTime(reactor_.clock().now())) return;
  log_.write(LogLevel::kWarning,
             isOfClient
                 ? "a client keeps messages on limit.kept_per_client channels: on others, what it "
                   "publishes is not kept (told once a minute)"
                 : "clients keep messages on message.max_kept_by_clients channels: on others, what "
                   "they publish is not kept (told once a minute)");
}

Broker::PublishDone BrokerThread::counting(std::size_t count, Broker::PublishDone done) {
  return [this, count, done = std::move(done)](Result<void> result) {
    if (result) published_ += count;
    done(std::move(result));
  };
}

void BrokerThread::take(const core::TopicEvent& event) {
  if (const auto* local = std::get_if<core::LocalMessage>(&event)) {
    return router_.onLocal(local->channel, local->message);
  }
  if (const auto* order = std::get_if<core::ClientOrder>(&event)) {
    const std::size_t reactor = ws::Endpoint::reactorOf(order->connection);
    if (reactor < links_.size()) links_[reactor]->tell(*order);
    return;
  }
  const auto& adoption = std::get<core::Adoption>(event);
  if (log_.isOn(LogLevel::kDebug)) {
    log_.write(LogLevel::kDebug, "what user '" + adoption.from + "' has open becomes " +
                                     std::string(adoption.to.key()) + "'s");
  }
  for (const auto& link : links_) link->tell(adoption);
}

void BrokerThread::afterRouting() {
  channels_ = router_.channelCount();
  if (!isSet() && router_.isWatching()) reactor_.timers().set(*this, kTick);
}

void BrokerThread::onMessage(const Channel& channel, MessagePtr message) {
  ++received_;
  router_.onMessage(channel, std::move(message));
}

void BrokerThread::onKeyMessage(std::string_view key, MessagePtr message) {
  if (router_.onKeyMessage(key, message)) ++received_;
}

void BrokerThread::onSubscribed(const Channel& channel) {
  router_.onSubscribed(channel);
  afterRouting();
}

void BrokerThread::onTopicMessage(const std::string& topic, const std::string& payload) {
  control_.onTopicMessage(topic, payload);
  topics_.onTopicMessage(topic, payload);
}

void BrokerThread::onTopicSubscribed(const std::string& topic) {
  control_.onTopicSubscribed(topic);
}

void BrokerThread::onLost() {
  isReachable_ = false;
  log_.write(LogLevel::kWarning, "broker " + brokerName() +
                                     " is away: messages are not carried, publishing is refused");
  router_.onLost();
  afterRouting();
}

void BrokerThread::onReachable() {
  isReachable_ = true;
  log_.write(LogLevel::kInformation, "broker " + brokerName() + " is reachable");
  control_.listen(*broker_);
  topics_.listen(*broker_);
  router_.onReachable();
  afterRouting();
}

void BrokerThread::onTimer() {
  router_.onTick();
  afterRouting();
}

}  // namespace fanfare::app
