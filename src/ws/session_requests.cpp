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

// What its reader finds.
class Session::Found final : public FrameSink {
 public:
  explicit Found(Session& session) : session_(session) {}

  void onMessage(std::string payload, PayloadKind kind) override {
    session_.onMessage(std::move(payload), kind);
  }
  void onPing(std::string_view payload) override { session_.onPing(payload); }
  void onPong() override { session_.onPong(); }
  void onClose(PeerClose close) override { session_.onClose(std::move(close)); }
  bool isFull() const override { return session_.isFull(); }

 private:
  Session& session_;
};

Intake& Session::intake() {
  if (intake_) return *intake_;
  intake_ = std::make_unique<Intake>(echo_);
  if (state_ == State::kOpen) setTimer();
  return *intake_;
}

void Session::letGoOfIntake() {
  const auto now = endpoint().parts_.reactor.clock().now();
  if (intake_ && state_ == State::kOpen && intake_->isAtRest(now)) intake_.reset();
}

void Session::onBytes(std::string_view bytes) {
  if (!isListening()) return;
  hasHeardSincePing_ = true;
  if (!isWithinBytes(bytes.size())) return;
  take(bytes);
  countReceived();
  const bool isHolding = intake_->countedBytes() > 0;
  if (isHolding && endpoint().hasReceivedTooMuch() && isListening()) close(reasons::kTryAgainLater);
}

bool Session::isWithinBytes(std::size_t count) {
  const auto now = endpoint().parts_.reactor.clock().now();
  if (intake().takeBytes(endpoint().options_.bytes, count, now)) return true;
  endpoint().noteLimit(id(), core::Limit::kBytesPerConnection);
  close(reasons::kTooManyBytes);
  return false;
}

bool Session::isWithinMessages() {
  const auto now = endpoint().parts_.reactor.clock().now();
  if (intake_->takeMessage(endpoint().options_.messages, now)) return true;
  if (isListening()) {
    endpoint().noteLimit(id(), core::Limit::kMessagesPerConnection);
    close(reasons::kTooManyMessages);
  }
  return false;
}

void Session::take(std::string_view bytes) {
  if (state_ == State::kOpen && !hasUnread()) return read(bytes);
  intake_->keepUnread(bytes);
  if (intake_->unreadBytes() > endpoint().options_.maxMessageBytes) pause();
}

void Session::countReceived() {
  if (!intake_) return;
  const std::size_t before = intake_->countedBytes();
  endpoint().recountReceived(before, intake_->recount());
}

void Session::readUnread() {
  if (hasUnread()) read(intake_->takeUnread());
  countReceived();
  if (state_ != State::kOpen || hasUnread() || isFull() || !isPaused_) return;
  isPaused_ = false;
  hasHeardSincePing_ = true;  // what it said meanwhile may be unread
  resumeReading();
}

void Session::read(std::string_view bytes) {
  Found found(*this);
  const auto limits = endpoint().readerLimits(speech_.encoding.compression());
  const auto violation = intake_->reader().read(bytes, limits, found);
  publishCollected();
  if (violation) return close(*violation);
  if (state_ == State::kAnswering && intake_->publishesUnderWay() == 0) return answerClose();
  if (state_ != State::kOpen) return;

  if (!bytes.empty()) intake_->keepUnread(bytes);
  if (isFull()) pause();
}

void Session::publishCollected() {
  const auto& [publications, bytes] = endpoint().collected_;
  if (publications.empty()) return;
  intake_->beginPublish(bytes);
  endpoint().publishCollected(id(), publishRights()->client);
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
  return publishRights() && !publishRights()->channels.empty() &&
         endpoint().underWay_.isTooMuch(publications.size(), bytes);
}

bool Session::isFull() const {
  const auto& options = endpoint().options_;
  const std::size_t bytes = intake_ ? intake_->bytesUnderWay() : 0;
  const std::size_t requests = intake_ ? intake_->requestsUnderWay() : 0;
  return bytes + endpoint().collected_.bytes > options.maxBytesUnderWay ||
         (requests >= options.maxRequestsUnderWay && !dialect().answersRequests()) ||
         isToStandInLine();
}

void Session::onMessage(std::string&& payload, PayloadKind kind) {
  if (state_ != State::kOpen || !isWithinMessages()) return;
  if (tempo().isHeartbeatServers && payload == endpoint().options_.heartbeatMessage) {
    return intake_->echo().onHeartbeat();
  }
  const std::string_view sessionKey = visitor() ? visitor()->sessionKey() : std::string_view();
  const ClientRequest request = dialect().decode(std::move(payload), kind, sessionKey);
  std::visit([this](const auto& asked) { handle(asked); }, request);
}

void Session::onPing(std::string_view payload) {
  if (!isWithinMessages()) return;
  send(net::Chunk(frameOf(Opcode::kPong, payload)));
}

void Session::onClose(PeerClose close) {
  if (state_ != State::kOpen) return;
  intake_->setPeerClose(std::move(close));
  state_ = State::kAnswering;
  endpoint().parts_.reactor.timers().set(*this, endpoint().options_.closePatience);
}

void Session::handle(const PublishRequest& request) {
  if (request.message->payload.empty()) return;
  if (request.channel && !mayPublishTo(*request.channel)) {
    return sendError("not_granted", "publishing on this channel is not granted");
  }
  intake_->echo().onSent(*request.message);
  if (request.channel) return collect(*request.channel, request.message);
  if (!publishRights() || publishRights()->channels.empty()) {
    return sendError("not_granted", "publishing is not granted");
  }
  for (const Channel& channel : publishRights()->channels) collect(channel, request.message);
}

bool Session::mayPublishTo(const Channel& channel) const {
  if (!publishRights()) return false;
  const auto& channels = publishRights()->channels;
  return std::find(channels.begin(), channels.end(), channel) != channels.end();
}

void Session::collect(const Channel& channel, const MessagePtr& message) {
  auto& [publications, bytes] = endpoint().collected_;
  publications.push_back({channel, message, endpoint().options_.messageExpire});
  bytes += kPublicationBytes + channel.key().size() + message->payload.size();
}

void Session::onPublished(const Result<void>& result, std::size_t bytes) {
  if (state_ == State::kEnding) return;
  intake_->endPublish(bytes);

  if (!result) {
    const std::string text =
        dialect().error("unavailable", "the broker is away, publish again later");
    if (text.empty()) return close(reasons::kTryAgainLater);
    sendText(text);
  }
  if (state_ == State::kAnswering && intake_->publishesUnderWay() == 0) return answerClose();
  goOn();
}

void Session::handle(const SubscribeRequest& request) {
  if (!visitor()) return;
  if (intake_->requestsUnderWay() >= endpoint().options_.maxRequestsUnderWay) {
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
  intake_->beginRequest();
  endpoint().ask(id(), visitor()->visitor(), std::move(requested));
}

bool Session::keep(const Channel& channel) {
  endpoint().partings_.remove(id(), channel);
  return listening_.has(hub(), channel);
}

void Session::onDecision(const RequestedChannels& requested, Decision decision) {
  if (state_ != State::kOpen) return;
  intake_->endRequest();
  if (const auto* refusal = std::get_if<Refusal>(&decision)) {
    endpoint().noteRefused(id(), *refusal, requested.size());
    sendError("refused", refusal->reason);
  } else {
    const core::IdentityPtr known = visitor() ? visitor()->identity() : nullptr;
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
