#include "redis/subscriber_link.h"

#include <algorithm>
#include <iterator>
#include <string_view>
#include <utility>

#include "redis/command.h"

namespace fanfare::redis {
namespace {

constexpr std::size_t kChannelsPerCommand = 1000;
constexpr std::size_t kPartsOfAPush = 3;  // what happened, channel, payload or count
constexpr std::string_view kForbidden = "NOPERM";

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
  if (reply.isError()) return onError(reply.text);
  if (reply.items.size() != kPartsOfAPush) return link_.drop("an answer to no subscription");

  const std::string& happened = reply.items[0].text;
  const std::string& channel = reply.items[1].text;
  if (happened == "message") {
    if (channel != ownChannel_) listener_.onRedisMessage(channel, std::move(reply.items[2].text));
    return;
  }
  countAnswer();
  if (happened == "subscribe") onSubscribed(channel);
}

// An access list is looked at before anything of the command is done.
void SubscriberLink::onError(const std::string& text) {
  const bool isForbidden = text.compare(0, kForbidden.size(), kForbidden) == 0;
  const bool isOfChannels = isUp_ && !sent_.empty() && sent_.front().verb == Verb::kSubscribe;
  if (!isForbidden || !isOfChannels) return link_.drop(text);

  const Run refused = std::move(sent_.front());
  sent_.pop_front();
  if (refused.channels.size() == 1) return listener_.onRedisRefused(refused.channels[0], text);
  for (const std::string& channel : refused.channels) add(Run{Verb::kSubscribe, {channel}});
}

void SubscriberLink::countAnswer() {
  if (sent_.empty()) return;
  if (++sent_.front().answered == sent_.front().channels.size()) sent_.pop_front();
}

void SubscriberLink::onSubscribed(const std::string& channel) {
  if (channel != ownChannel_) return listener_.onRedisSubscribed(channel);
  if (std::exchange(isUp_, true)) return;
  listener_.onSubscriberLinkChange();
}

void SubscriberLink::onDown(const Error& /*why*/) {
  runs_.clear();
  sent_.clear();
  if (std::exchange(isUp_, false)) listener_.onSubscriberLinkChange();
}

void SubscriberLink::probe() {
  Commands fence;
  fence.add({"SUBSCRIBE", ownChannel_});
  sent_.push_back({Verb::kSubscribe, {ownChannel_}});
  link_.send(fence.bytes());
}

void SubscriberLink::add(Verb verb, const std::string& channel) {
  if (!isUp_) return;
  const bool opensRun = runs_.empty() || runs_.back().verb != verb ||
                        runs_.back().channels.size() == kChannelsPerCommand;
  if (opensRun) return add(Run{verb, {channel}});
  runs_.back().channels.push_back(channel);
}

void SubscriberLink::add(Run run) {
  runs_.push_back(std::move(run));
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
  std::move(runs_.begin(), runs_.end(), std::back_inserter(sent_));
  runs_.clear();
  link_.send(commands.bytes());
}

}  // namespace fanfare::redis
