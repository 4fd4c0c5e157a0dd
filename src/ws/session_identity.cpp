// What a session makes of what becomes of its client's identity.

#include <algorithm>
#include <utility>

#include "core/channel_request.h"
#include "ws/endpoint.h"
#include "ws/frame_writer.h"
#include "ws/session.h"

namespace fanfare::ws {
void Session::onIdentityChanged(const Identity& now) {
  if (!isListening()) return;
  rememberIdentity(now);
  revokeUnless([&now](const RequestedChannel& granted) { return core::mayKeep(now, granted); });
  if (visitor()) askForGroups();
}

void Session::onIdentityEnded() {
  if (state_ == State::kEnding) return;
  forgetWhatIsHeld();
  close(core::close_reasons::kIdentityEnded);
}

void Session::onIdentityCleared() {
  if (state_ == State::kOpening) endpoint().later(id(), &Session::announceArrivals);
}

void Session::onIdentityUnknown() {
  if (state_ == State::kEnding) return;
  forgetWhatIsHeld();
  close(core::close_reasons::kTryAgainLater);
}

bool Session::follows(const Channel& to) const {
  return isListening() && dialect().followsAdoptions() && facility() == to.facility();
}

void Session::onAdopted(const core::Adoption& adoption) {
  rememberIdentity(*endpoint().roster().identityOf(*this));
  revokeUnless([&adoption](const RequestedChannel& granted) {
    const Channel& channel = granted.channel;
    return channel.audienceKind() != AudienceKind::kUser || channel.name() != adoption.from;
  });
  Grant grant;
  grant.granted.push_back({Access::kSubscribe, adoption.to});
  admit(grant);
}

void Session::forgetWhatIsHeld() {
  if (state_ != State::kOpening) return;
  listening_.forgetArrivals();
}

core::ConnectionInfo Session::info() const {
  core::ConnectionInfo info;
  info.id = id();
  info.facility = facility();
  info.address = address();
  info.dialect = dialect().name();
  info.subscriptions = listening_.count();
  if (const auto known = endpoint().roster().identityOf(*this)) {
    info.user = known->user;
    info.sessionKey = known->sessionKey;
    info.groups = known->groups;
  }
  return info;
}

void Session::rememberIdentity(const Identity& now) {
  if (visitor()) visitor()->setIdentity(now);
}

void Session::revokeUnless(const Keeps& keeps) {
  RequestedChannels revoked;
  revokeSubscriptions(keeps, revoked);
  revokePublishRights(keeps, revoked);
  if (!revoked.empty()) tellRevoked(revoked);
}

void Session::revokeSubscriptions(const Keeps& keeps, RequestedChannels& revoked) {
  std::vector<Channel> channels;
  for (Channel& channel : listening_.channels(hub())) {
    const RequestedChannel granted{Access::kSubscribe, std::move(channel)};
    if (keeps(granted)) continue;
    channels.push_back(granted.channel);
    revoked.push_back(granted);
  }
  if (!channels.empty()) unsubscribe(channels);
}

void Session::revokePublishRights(const Keeps& keeps, RequestedChannels& revoked) {
  if (!publishRights()) return;
  PublishRights kept{{}, publishRights()->client};
  for (const Channel& channel : publishRights()->channels) {
    const RequestedChannel granted{Access::kPublish, channel};
    if (keeps(granted)) {
      kept.channels.push_back(channel);
    } else {
      revoked.push_back(granted);
    }
  }
  extras_->publishRights = std::make_unique<const PublishRights>(std::move(kept));
}

void Session::tellRevoked(const RequestedChannels& revoked) {
  const std::string text = dialect().revoked(revoked);
  if (text.empty()) return;
  if (state_ == State::kOpening) return listening_.first().addToHead(frameOf(Opcode::kText, text));
  sendText(text);
}

void Session::admit(const Grant& grant) {
  const std::string text = dialect().granted(grant);
  const std::string head = text.empty() ? text : frameOf(Opcode::kText, text);
  if (state_ == State::kOpening) {
    listening_.first().addToHead(head);
    return subscribe(grant.granted, listening_.first());
  }
  arrive(head, grant.granted);
  announceArrivals();
}

void Session::askForGroups() {
  wantsGroups_ = state_ != State::kOpen;
  if (wantsGroups_) return;
  const auto subscribed = listening_.keys(hub());
  RequestedChannels missing;
  for (const auto& one :
       core::groupsAskedFor(visitor()->handshake(), *visitor()->identity(), visitor()->colons())) {
    const bool isHeld = one.access == Access::kSubscribe ? subscribed.count(one.channel.key()) > 0
                                                         : mayPublishTo(one.channel);
    if (!isHeld) missing.push_back(one);
  }
  if (missing.empty()) return;
  intake().beginRequest();
  endpoint().ask(id(), visitor()->visitor(), missing);
}

void Session::admitPublishing(const Grant& grant) {
  if (!publishRights()) return;
  PublishRights rights = *publishRights();
  for (const RequestedChannel& granted : grant.granted) {
    if (granted.access == Access::kPublish && !mayPublishTo(granted.channel)) {
      rights.channels.push_back(granted.channel);
    }
  }
  extras_->publishRights = std::make_unique<const PublishRights>(std::move(rights));
}

}  // namespace fanfare::ws
