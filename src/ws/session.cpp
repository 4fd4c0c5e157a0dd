#include "ws/session.h"

#include <algorithm>
#include <utility>

#include "core/channel_request.h"
#include "ws/endpoint.h"
#include "ws/frame_writer.h"

namespace fanfare::ws {
namespace {

namespace reasons = core::close_reasons;

// So often it is found out whether an intake is at rest: soon where a pong was all, for there may
// be as many at once as clients that were pinged at once. Who publishes all the time is to keep his
// from message to message, and who does not end what he begins is to cost little.
constexpr std::chrono::milliseconds kSoonLook{50};
constexpr std::chrono::milliseconds kLook{1000};

// Whether it asked for groups that the visitor may come by later.
bool mayComeByGroups(const Opening& opening) {
  return opening.visitor && opening.visitor->identity->evidence &&
         core::asksForGroups(opening.visitor->handshake);
}

// Null: it will never ask for more.
std::unique_ptr<core::KeptVisitor> keptVisitorOf(const Opening& opening) {
  const bool mayAskForMore = opening.dialect->mayAskForMore() || mayComeByGroups(opening);
  if (!opening.visitor || !mayAskForMore) return nullptr;
  return std::make_unique<core::KeptVisitor>(*opening.visitor);
}

std::string addressOf(const Opening& opening) {
  return opening.visitor ? opening.visitor->handshake.clientAddress : std::string();
}

std::string headOf(const Opening& opening, ConnectionId id) {
  const Identity nobody;
  const Identity& identity = opening.visitor ? *opening.visitor->identity : nobody;
  const std::string welcome =
      opening.dialect->welcome({id, identity.user, opening.grant, identity.anonymousBecause});
  if (welcome.empty()) return opening.responseHead;
  return opening.responseHead + frameOf(Opcode::kText, welcome);
}

}  // namespace

Session::Session(ConnectionId id, Speech& speech, Opening opening)
    : Connection(speech.endpoint.parts_.reactor, std::move(opening.transport)),
      Client(id),
      isAwaitingPong_(false),
      hasHeardSincePing_(false),
      isPaused_(false),
      wantsGroups_(false),
      echo_(opening.echo),
      facility_(speech.endpoint.facilities_.take(
          opening.visitor ? opening.visitor->handshake.facility : std::string())),
      speech_(speech),
      origin_(std::move(opening.places), addressOf(opening)),
      extras_(extrasOf(opening)) {
  arrive(headOf(opening, id), opening.grant.granted);
  if (opening.earlyBytes.empty()) return;
  intake().keepUnread(opening.earlyBytes);
  countReceived();
}

std::unique_ptr<Session::Extras> Session::extrasOf(const Opening& opening) const {
  const std::string address = origin_.hasAddress() ? std::string() : addressOf(opening);
  Extras extras{{}, keptVisitorOf(opening), publishRightsIn(opening), core::KeptAddress(address)};
  const bool hasAny = extras.visitor || extras.publishRights || !address.empty();
  return hasAny ? std::make_unique<Extras>(std::move(extras)) : nullptr;
}

std::string Session::address() const {
  return extras_ && !origin_.hasAddress() ? extras_->address.text() : origin_.address();
}

std::size_t Session::outboxMaxBytes() const {
  return endpoint().options_.connection.outboxMaxBytes;
}

core::Hub& Session::hub() const { return endpoint().parts_.hub; }

Session::~Session() { listening_.clear(hub()); }

const std::string& Session::facility() const { return endpoint().facilities_.nameOf(facility_); }

std::unique_ptr<const Session::PublishRights> Session::publishRightsIn(const Opening& opening) {
  PublishRights rights{{}, opening.client};
  for (const RequestedChannel& granted : opening.grant.granted) {
    if (granted.access == Access::kPublish) rights.channels.push_back(granted.channel);
  }
  if (rights.channels.empty() && !mayComeByGroups(opening)) return nullptr;
  rights.channels.shrink_to_fit();
  return std::make_unique<const PublishRights>(std::move(rights));
}

void Session::start() {
  if (!isListening()) return;  // its identity ended before it began
  announceArrivals();
}

void Session::deliver(const core::Delivery& delivery) {
  if (!isListening()) return;
  const EncodedRun& run = speech_.encoding.encode(delivery);
  const Recipient recipient{id(), intake_ ? &intake_->echo() : nullptr};
  const bool isPlain = run.isForAll && !recipient.mayBeWithheldFrom();
  if (isPlain || !isAnyWithheld(delivery, recipient)) return deliver(delivery.channel, run.pieces);
  deliver(delivery.channel, withoutWithheld(run, delivery, recipient));
}

void Session::deliver(const Channel& channel, const std::vector<net::Chunk>& pieces) {
  if (const Arrival* const arrival = listening_.onLive(channel, pieces)) {
    const bool isTooMuch = arrival->heldBytes() > outboxMaxBytes();
    if (isTooMuch) endpoint().later(id(), &Session::announceArrivals);
    return;
  }
  for (const net::Chunk& piece : pieces) send(piece);
}

void Session::onSettled(const Arrival& arrival) {
  if (arrival.isComplete()) endpoint().later(id(), &Session::announceArrivals);
}

void Session::replay(core::Subscription& subscription, const core::Delivery& delivery) {
  if (!isListening()) return;
  const EncodedRun& run = speech_.encoding.encode(delivery);
  if (run.isForAll) return replay(subscription, run.pieces);
  replay(subscription, withoutWithheld(run, delivery, {id(), nullptr}));
}

void Session::replay(core::Subscription& subscription, const std::vector<net::Chunk>& pieces) {
  if (const Arrival* const arrival = listening_.onReplay(subscription, pieces)) {
    return onSettled(*arrival);
  }
  for (const net::Chunk& piece : pieces) send(piece);
}

void Session::onBrokerAway(core::Subscription& subscription) {
  if (const Arrival* const arrival = listening_.onBrokerAway(subscription)) onSettled(*arrival);
}

void Session::arrive(std::string head, const RequestedChannels& granted) {
  const auto now = endpoint().parts_.reactor.clock().now();
  subscribe(granted, listening_.begin(std::move(head), now + endpoint().options_.openPatience));
}

void Session::subscribe(const RequestedChannels& granted, Arrival& arrival) {
  listening_.subscribe(hub(), granted, *this, arrival);
}

void Session::announceArrivals() {
  if (!isListening()) return;
  const auto now = endpoint().parts_.reactor.clock().now();

  if (state_ == State::kOpening && !isCleared()) return waitForClearance();
  listening_.release(now, outboxMaxBytes(), [this](net::Chunk chunk) { send(std::move(chunk)); });
  if (state_ == State::kOpening && !listening_.isArriving()) openUp();
  if (isListening()) setTimer();
}

// Whoever is asked answers, or is given up after a while.
void Session::waitForClearance() {
  if (listening_.first().heldBytes() <= outboxMaxBytes()) return;
  forgetWhatIsHeld();
  close(reasons::kTryAgainLater);
}

void Session::openUp() {
  const auto now = endpoint().parts_.reactor.clock().now();
  state_ = State::kOpen;
  nextPing_ = core::ShortTime(now + tempo().pingInterval);
  const bool beatsAtOnce = tempo().isHeartbeatServers && listening_.count() > 0;
  nextHeartbeat_ = core::ShortTime(beatsAtOnce ? now : now + tempo().heartbeatInterval);

  beat(now);
  if (wantsGroups_) askForGroups();
  readUnread();
}

void Session::send(net::Chunk chunk) {
  if (state_ == State::kEnding) return;
  if (enqueue(std::move(chunk)) == net::Enqueued::kSlowConsumer) closeAsSlow();
}

void Session::sendText(std::string_view text) {
  if (!text.empty()) send(net::Chunk(frameOf(Opcode::kText, text)));
}

void Session::sendError(std::string_view code, std::string_view message) {
  sendText(dialect().error(code, message));
}

void Session::onTimer() {
  if (state_ == State::kAnswering) return answerClose();
  letGoOfIntake();
  if (listening_.isArriving()) announceArrivals();
  const auto now = endpoint().parts_.reactor.clock().now();
  beat(now);
  probe(now);
  if (isListening()) setTimer();
}

void Session::beat(Clock::Time now) {
  if (state_ != State::kOpen || !hasHeartbeat() || now < nextHeartbeat_.near(now)) return;
  nextHeartbeat_ = core::ShortTime(now + tempo().heartbeatInterval);
  send(tempo().heartbeat);
}

void Session::probe(Clock::Time now) {
  if (state_ != State::kOpen || !hasPings() || now < nextPing_.near(now)) return;
  if (isAwaitingPong_) {
    if (!hasHeardSincePing_ && !isPaused_) return close(reasons::kPingTimeout);
    isAwaitingPong_ = false;
    const auto due = nextPing_.near(now) + (tempo().pingInterval - tempo().pingTimeout);
    nextPing_ = core::ShortTime(due);
    if (now < due) return;
  }
  isAwaitingPong_ = true;
  hasHeardSincePing_ = false;
  nextPing_ = core::ShortTime(now + tempo().pingTimeout);
  send(tempo().ping);
}

std::optional<Clock::Time> Session::nextDue(Clock::Time now) const {
  std::optional<Clock::Time> due;
  const auto add = [&due](Clock::Time time) { due = due ? std::min(*due, time) : time; };

  const bool isOpen = state_ == State::kOpen;
  const bool isWaitingForClearance = !isOpen && !isCleared();
  if (listening_.isArriving() && !isWaitingForClearance) add(listening_.first().deadline());
  if (!isOpen) return due;

  if (hasPings()) add(nextPing_.near(now));
  if (hasHeartbeat()) add(nextHeartbeat_.near(now));
  // One that is to withhold an echo comes to rest by a heartbeat only, and for these the timer
  // comes anyway.
  const bool mayComeToRest = intake_ && !intake_->echo().mayWithhold();
  const bool isSoon = mayComeToRest && intake_->isQuiet() && !publishRights();
  if (mayComeToRest) add(now + (isSoon ? kSoonLook : kLook));
  return due;
}

// REQUIRES: isListening().
void Session::setTimer() {
  net::Reactor& reactor = endpoint().parts_.reactor;
  const auto now = reactor.clock().now();
  const auto due = nextDue(now);
  if (!due) return cancel();
  reactor.timers().set(*this, std::chrono::ceil<std::chrono::milliseconds>(*due - now));
}

void Session::close(const core::CloseReason& reason) {
  if (state_ == State::kEnding) return;
  if (state_ == State::kOpening) {
    for (net::Chunk& chunk : listening_.first().release()) send(std::move(chunk));
    if (state_ == State::kEnding) return;
  }
  endpoint().noteClosing(id(), reason);
  end(closeFrame(reason.code, reason.text));
}

void Session::closeAsSlow() {
  endpoint().noteClosing(id(), reasons::kSlowConsumer);
  discardUnsent();
  end(closeFrame(reasons::kSlowConsumer.code, reasons::kSlowConsumer.text));
}

void Session::answerClose() {
  const PeerClose& close = *intake_->peerClose();
  end(closeFrame(close.code.value_or(reasons::kNormal.code), close.reason));
}

void Session::end(std::string lastWords) {
  state_ = State::kEnding;
  cancel();
  endAfter(endpoint().options_.closePatience, net::Chunk(std::move(lastWords)));
  endpoint().later(id(), &Session::dropSubscriptions);
}

void Session::dropSubscriptions() {
  listening_.clear(hub());
  endpoint().underWay_.leave(id());
  if (!intake_) return;
  endpoint().recountReceived(intake_->countedBytes(), 0);
  intake_.reset();
}

void Session::onGone() {
  dropSubscriptions();
  endpoint().remove(id());
}

}  // namespace fanfare::ws
