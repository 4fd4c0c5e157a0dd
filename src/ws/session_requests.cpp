// What a session makes of what its client sends.

#include <algorithm>
#include <utility>

#include "core/room_space.h"
#include "ws/admitted.h"
#include "ws/endpoint.h"
#include "ws/frame_writer.h"
#include "ws/session.h"

namespace fanfare::ws {
namespace {

namespace reasons = core::close_reasons;

// What a publication takes in memory beyond its texts, roughly.
constexpr std::size_t kPublicationBytes = sizeof(Publication) + sizeof(Message) + 64;

}  // namespace

void Session::onBytes(std::string_view bytes) {
  hasHeardSincePing_ = true;
  if (!isWithinBytes(bytes.size())) return;
  take(bytes);
  countReceived();
  if (endpoint().hasReceivedTooMuch() && receivedBytes_ > 0 && isListening()) {
    close(reasons::kTryAgainLater);
  }
}

bool Session::isWithinBytes(std::size_t count) {
  const auto now = endpoint().parts_.reactor.clock().now();
  if (bytes_.take(endpoint().options_.bytes, static_cast<double>(count), now)) return true;
  if (isListening()) {
    endpoint().noteLimit(id(), core::Limit::kBytesPerConnection);
    close(reasons::kTooManyBytes);
  }
  return false;
}

bool Session::isWithinMessages() {
  const auto now = endpoint().parts_.reactor.clock().now();
  if (messages_.take(endpoint().options_.messages, 1, now)) return true;
  if (isListening()) {
    endpoint().noteLimit(id(), core::Limit::kMessagesPerConnection);
    close(reasons::kTooManyMessages);
  }
  return false;
}

void Session::take(std::string_view bytes) {
  if (state_ == State::kOpen && !unread_) return read(bytes);
  if (!isListening()) return;
  keepUnread(bytes);
  if (unread_->size() > endpoint().options_.maxMessageBytes) pause();
}

void Session::countReceived() {
  const std::size_t before = receivedBytes_;
  const std::size_t held = reader_.heldBytes() + (unread_ ? unread_->capacity() : 0);
  receivedBytes_ = static_cast<std::uint32_t>(held);  // the bound of a message is far below
  endpoint().recountReceived(before, receivedBytes_);
}

void Session::keepUnread(std::string_view bytes) {
  if (!unread_) unread_ = std::make_unique<std::string>();
  unread_->append(bytes);
}

void Session::readUnread() {
  if (const auto bytes = std::move(unread_)) read(*bytes);
  countReceived();
  if (state_ != State::kOpen || unread_ || isFull() || !isPaused_) return;
  isPaused_ = false;
  hasHeardSincePing_ = true;  // what it said meanwhile may be unread
  resumeReading();
}

void Session::read(std::string_view bytes) {
  const auto violation =
      reader_.read(bytes, endpoint().readerLimits(speech_.encoding.compression()), *this);
  if (!endpoint().collected_.publications.empty()) {
    ++publishesUnderWay_;
    bytesUnderWay_ += static_cast<std::uint32_t>(endpoint().collected_.bytes);
    endpoint().publishCollected(id(), publishRights_->client);
  }
  if (violation) return close(*violation);
  if (state_ == State::kAnswering && publishesUnderWay_ == 0) return answerClose();
  if (state_ != State::kOpen) return;

  if (!bytes.empty()) keepUnread(bytes);
  if (isFull()) pause();
}

void Session::pause() {
  isPaused_ = true;
  pauseReading();
  if (isToStandInLine()) endpoint().underWay_.enter(id());
}

void Session::goOn() {
  if (state_ != State::kOpen || !isPaused_ || endpoint().underWay_.isInLine(id())) return;
  isFull() ? pause() : readUnread();
}

bool Session::isToStandInLine() const {
  const auto& [publications, bytes] = endpoint().collected_;
  return publishRights_ && !publishRights_->channels.empty() &&
         endpoint().underWay_.isTooMuch(publications.size(), bytes);
}

bool Session::isFull() const {
  const auto& options = endpoint().options_;
  return bytesUnderWay_ + endpoint().collected_.bytes > options.maxBytesUnderWay ||
         (requestsUnderWay_ >= options.maxRequestsUnderWay && !dialect().answersRequests()) ||
         isToStandInLine();
}

void Session::onMessage(std::string payload, PayloadKind kind) {
  if (state_ != State::kOpen || !isWithinMessages()) return;
  if (tempo().isHeartbeatServers && payload == endpoint().options_.heartbeatMessage) {
    return echo_.onHeartbeat();
  }
  const std::string_view sessionKey = visitor_ ? visitor_->sessionKey() : std::string_view();
  const ClientRequest request = dialect().decode(std::move(payload), kind, sessionKey);
  std::visit([this](const auto& asked) { handle(asked); }, request);
}

void Session::onPing(std::string_view payload) {
  if (!isWithinMessages()) return;
  send(net::Chunk(frameOf(Opcode::kPong, payload)));
}

void Session::onClose(PeerClose close) {
  if (state_ != State::kOpen) return;
  peerClose_ = std::make_unique<const PeerClose>(std::move(close));
  state_ = State::kAnswering;
  endpoint().parts_.reactor.timers().set(*this, endpoint().options_.closePatience);
}

void Session::handle(const PublishRequest& request) {
  if (request.message->payload.empty()) return;
  if (request.channel && !mayPublishTo(*request.channel)) {
    return sendError("not_granted", "publishing on this channel is not granted");
  }
  echo_.onSent(*request.message);
  if (request.channel) return collect(*request.channel, request.message);
  if (!publishRights_ || publishRights_->channels.empty()) {
    return sendError("not_granted", "publishing is not granted");
  }
  for (const Channel& channel : publishRights_->channels) collect(channel, request.message);
}

bool Session::mayPublishTo(const Channel& channel) const {
  if (!publishRights_) return false;
  const auto& channels = publishRights_->channels;
  return std::find(channels.begin(), channels.end(), channel) != channels.end();
}

void Session::collect(const Channel& channel, const MessagePtr& message) {
  auto& [publications, bytes] = endpoint().collected_;
  publications.push_back({channel, message, endpoint().options_.messageExpire});
  bytes += kPublicationBytes + channel.key().size() + message->payload.size();
}

void Session::onPublished(const Result<void>& result, std::size_t bytes) {
  --publishesUnderWay_;
  bytesUnderWay_ -= static_cast<std::uint32_t>(bytes);
  if (state_ == State::kEnding) return;

  if (!result) {
    const std::string text =
        dialect().error("unavailable", "the broker is away, publish again later");
    if (text.empty()) return close(reasons::kTryAgainLater);
    sendText(text);
  }
  if (state_ == State::kAnswering && publishesUnderWay_ == 0) return answerClose();
  goOn();
}

void Session::handle(const SubscribeRequest& request) {
  if (!visitor_) return;
  if (requestsUnderWay_ >= endpoint().options_.maxRequestsUnderWay) {
    return sendError("too_many_requests", "wait for the answers to earlier requests");
  }
  core::PresentedSecrets secrets;
  for (const auto& secret : request.secrets) secrets.add(secret);
  std::unordered_set<std::string_view> keys;
  RequestedChannels requested;
  for (const Channel& channel : request.channels) {
    if (!keys.insert(channel.key()).second) continue;
    if (!dialect().answersRequests() && keep(channel)) continue;
    requested.push_back({Access::kSubscribe, channel, secrets.secretFor(channel)});
  }
  if (requested.empty()) return;
  ++requestsUnderWay_;
  endpoint().ask(id(), visitor_->visitor(), std::move(requested));
}

bool Session::keep(const Channel& channel) {
  endpoint().partings_.remove(id(), channel);
  return listening_.has(hub(), channel);
}

void Session::onDecision(const RequestedChannels& requested, Decision decision) {
  --requestsUnderWay_;
  if (state_ != State::kOpen) return;
  if (const auto* refusal = std::get_if<Refusal>(&decision)) {
    endpoint().noteRefused(id(), *refusal, requested.size());
    sendError("refused", refusal->reason);
  } else {
    const core::IdentityPtr known = visitor_ ? visitor_->identity() : nullptr;
    const Grant grant = admitted(requested, std::get<Grant>(std::move(decision)),
                                 {listening_, hub(), known.get(),
                                  endpoint().options_.maxSubscriptions, endpoint().parts_.limits});
    endpoint().noteWithheld(id(), grant.withheld);
    admitPublishing(grant);
    admit(grant);
  }
  goOn();
}

void Session::handle(const UnsubscribeRequest& request) {
  endpoint().withdraw(id(), request.channels);
  if (dialect().answersRequests()) return unsubscribe(request.channels);
  for (const Channel& channel : request.channels) {
    endpoint().partings_.remove(id(), channel);
    if (listening_.has(hub(), channel)) endpoint().partings_.add(id(), channel);
  }
}

void Session::unsubscribe(const std::vector<Channel>& channels) {
  listening_.unsubscribe(hub(), channels);
  if (listening_.isArriving()) endpoint().later(id(), &Session::announceArrivals);
}

void Session::handle(const MalformedRequest& request) { sendError(request.code, request.message); }

}  // namespace fanfare::ws
