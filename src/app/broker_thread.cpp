#include "app/broker_thread.h"

#include <utility>
#include <variant>

namespace fanfare::app {
namespace {

constexpr std::chrono::milliseconds kTick{50};
constexpr std::size_t kNoticeBytes = 128;  // about what a notice costs besides its payloads

std::size_t bytesOf(const Message& message) { return message.payload.size() + kNoticeBytes; }

std::size_t bytesOf(const core::RouterNotice& notice) {
  std::size_t bytes = kNoticeBytes;
  if (const auto* live = std::get_if<core::Live>(&notice)) {
    for (const auto& message : live->messages) bytes += bytesOf(*message);
  }
  return bytes;
}

}  // namespace

std::size_t bytesOf(const std::vector<Answer>& answers) {
  std::size_t bytes = 0;
  for (const auto& answer : answers) {
    const auto* notice = std::get_if<core::RouterNotice>(&answer);
    bytes += notice ? bytesOf(*notice) : kNoticeBytes;
  }
  return bytes;
}

// The way to one reactor.
class BrokerThread::Link final : public core::HubLink {
 public:
  Link(net::Reactor& reactor, AnswerSink sink)
      : sink_(std::move(sink)),
        batch_(reactor, [this](std::vector<Answer> answers) { send(std::move(answers)); }) {}

  void tell(core::RouterNotice notice) override {
    if (!joinsLast(notice)) batch_.add(std::move(notice));
  }
  void answer(PublishAnswer answer) { batch_.add(std::move(answer)); }

 private:
  // Messages that follow each other on one channel go out as one run.
  bool joinsLast(core::RouterNotice& notice) {
    auto* live = std::get_if<core::Live>(&notice);
    Answer* last = live ? batch_.last() : nullptr;
    auto* lastNotice = last ? std::get_if<core::RouterNotice>(last) : nullptr;
    auto* lastLive = lastNotice ? std::get_if<core::Live>(lastNotice) : nullptr;
    if (!lastLive || lastLive->channel != live->channel) return false;
    auto& run = lastLive->messages;
    run.insert(run.end(), std::make_move_iterator(live->messages.begin()),
               std::make_move_iterator(live->messages.end()));
    return true;
  }

  void send(std::vector<Answer> answers) {
    sink_.backlog.waitForRoom();
    sink_.backlog.add(bytesOf(answers));
    sink_.post(std::move(answers));
  }

  const AnswerSink sink_;
  TurnBatch<Answer> batch_;
};

namespace {

template <typename Links>
std::vector<core::HubLink*> hubLinks(const Links& links) {
  std::vector<core::HubLink*> hubs;
  for (const auto& link : links) hubs.push_back(link.get());
  return hubs;
}

}  // namespace

BrokerThread::BrokerThread(const Clock& clock, Log& log, const MakeBroker& makeBroker,
                           std::vector<AnswerSink> sinks)
    : log_(log),
      reactor_(clock),
      broker_(makeBroker(reactor_)),
      links_([this, &sinks] {
        std::vector<std::unique_ptr<Link>> links;
        for (auto& sink : sinks) links.push_back(std::make_unique<Link>(reactor_, std::move(sink)));
        return links;
      }()),
      router_(*broker_, clock, hubLinks(links_)) {}

BrokerThread::~BrokerThread() { stop(); }

void BrokerThread::start() {
  reactor_.post([this] { broker_->start(*this); });
  thread_ = std::thread([this] { reactor_.run(); });
}

void BrokerThread::stop() {
  if (!thread_.joinable()) return;
  reactor_.stop();
  thread_.join();
  cancel();
}

void BrokerThread::post(std::size_t reactor, std::vector<Order> orders) {
  reactor_.post([this, reactor, orders = std::move(orders)]() mutable {
    take(reactor, std::move(orders));
  });
}

void BrokerThread::publish(std::vector<Publication> publications, Broker::PublishDone done) {
  reactor_.post([this, publications = std::move(publications), done = std::move(done)]() mutable {
    const auto count = publications.size();
    broker_->publish(std::move(publications), counting(count, std::move(done)));
  });
}

void BrokerThread::fetch(Channel channel, Broker::FetchDone done) {
  reactor_.post([this, channel = std::move(channel), done = std::move(done)]() mutable {
    broker_->fetch(channel, std::move(done));
  });
}

core::BrokerState BrokerThread::state() const {
  return isReachable_ ? core::BrokerState::kReachable : core::BrokerState::kAway;
}

void BrokerThread::take(std::size_t reactor, std::vector<Order> orders) {
  for (auto& order : orders) {
    if (const auto* notice = std::get_if<core::HubNotice>(&order)) {
      router_.onNotice(reactor, *notice);
    } else {
      publishFor(*links_[reactor], std::move(std::get<PublishOrder>(order)));
    }
  }
  watchIfNeeded();
}

void BrokerThread::publishFor(Link& link, PublishOrder order) {
  const auto count = order.publications.size();
  auto answer = [&link, done = std::move(order.done)](Result<void> result) {
    link.answer({done, std::move(result)});
  };
  broker_->publish(std::move(order.publications), counting(count, std::move(answer)));
}

Broker::PublishDone BrokerThread::counting(std::size_t count, Broker::PublishDone done) {
  return [this, count, done = std::move(done)](Result<void> result) {
    if (result) published_ += count;
    done(std::move(result));
  };
}

void BrokerThread::watchIfNeeded() {
  if (!isSet() && router_.isWatching()) reactor_.timers().set(*this, kTick);
}

void BrokerThread::onMessage(const Channel& channel, MessagePtr message) {
  ++received_;
  router_.onMessage(channel, std::move(message));
}

void BrokerThread::onSubscribed(const Channel& channel) {
  router_.onSubscribed(channel);
  watchIfNeeded();
}

void BrokerThread::onLost() {
  isReachable_ = false;
  log_.write(LogLevel::kWarning, "broker " + brokerName() +
                                     " is away: messages are not carried, publishing is refused");
  router_.onLost();
}

void BrokerThread::onReachable() {
  isReachable_ = true;
  log_.write(LogLevel::kInformation, "broker " + brokerName() + " is reachable");
  router_.onReachable();
  watchIfNeeded();
}

void BrokerThread::onTimer() {
  router_.onTick();
  watchIfNeeded();
}

}  // namespace fanfare::app
