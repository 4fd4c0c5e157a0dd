#include "redis/subscriber_link.h"

#include <utility>

#include "redis/command.h"

namespace fanfare::redis {
namespace {

constexpr std::size_t kChannelsPerCommand = 1000;
constexpr std::size_t kPartsOfAPush = 3;  // what happened, channel, payload or count

}  // namespace

SubscriberLink::SubscriberLink(net::Reactor& reactor, Log& log, const LinkOptions& options,
                               std::string ownChannel, SubscriberLinkListener& listener)
    : reactor_(reactor),
      ownChannel_(std::move(ownChannel)),
      listener_(listener),
      link_(reactor, log, options, "subscriptions", *this) {}

void SubscriberLink::subscribe(const std::string& channel) { add(Verb::kSubscribe, channel); }

void SubscriberLink::unsubscribe(const std::string& channel) { add(Verb::kUnsubscribe, channel); }

void SubscriberLink::onReply(Reply& reply) {
  // A SUBSCRIBE that was refused, by an access list say: which of its channels hold is unknown.
  if (reply.isError()) return link_.drop(reply.text);
  if (reply.items.size() != kPartsOfAPush) return link_.drop("an answer to no subscription");

  const std::string& happened = reply.items[0].text;
  const std::string& channel = reply.items[1].text;
  if (happened == "message") {
    if (channel != ownChannel_) listener_.onRedisMessage(channel, std::move(reply.items[2].text));
  } else if (happened == "subscribe") {
    onSubscribed(channel);
  }
}

void SubscriberLink::onSubscribed(const std::string& channel) {
  if (channel != ownChannel_) return listener_.onRedisSubscribed(channel);
  if (std::exchange(isUp_, true)) return;
  listener_.onSubscriberLinkChange();
}

void SubscriberLink::onDown(const Error& /*why*/) {
  runs_.clear();
  if (std::exchange(isUp_, false)) listener_.onSubscriberLinkChange();
}

void SubscriberLink::probe() {
  Commands fence;
  fence.add({"SUBSCRIBE", ownChannel_});
  link_.send(fence.bytes());
}

void SubscriberLink::add(Verb verb, const std::string& channel) {
  if (!isUp_) return;
  const bool opensRun = runs_.empty() || runs_.back().verb != verb ||
                        runs_.back().channels.size() == kChannelsPerCommand;
  if (opensRun) runs_.push_back({verb, {}});
  runs_.back().channels.push_back(channel);

  if (std::exchange(sendingIsDue_, true)) return;
  reactor_.atEndOfTurn([this] { sendRuns(); });
}

void SubscriberLink::sendRuns() {
  sendingIsDue_ = false;
  Commands commands;
  for (const Run& run : runs_) {
    commands.begin(1 + run.channels.size());
    commands.argument(run.verb == Verb::kSubscribe ? "SUBSCRIBE" : "UNSUBSCRIBE");
    for (const std::string& channel : run.channels) commands.argument(channel);
  }
  runs_.clear();
  link_.send(commands.bytes());
}

}  // namespace fanfare::redis
