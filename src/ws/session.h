#ifndef FANFARE_WS_SESSION_H_
#define FANFARE_WS_SESSION_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fanfare/clock.h"
#include "fanfare/dialect.h"

#include "core/close_reason.h"
#include "core/echo.h"
#include "core/hub.h"
#include "core/kept_address.h"
#include "core/kept_visitor.h"
#include "core/places.h"
#include "core/publishing.h"
#include "core/short_time.h"
#include "model/slabs.h"
#include "net/connection.h"
#include "net/timer_wheel.h"
#include "ws/client.h"
#include "ws/facility_names.h"
#include "ws/frame_reader.h"
#include "ws/intake.h"
#include "ws/listening.h"
#include "ws/opening.h"
#include "ws/speech.h"

namespace fanfare::ws {

class Endpoint;

// One WebSocket, from its 101 to its end: the subscriber that the hub sees, and the meaning of the
// connection's bytes. It is small, for there are many and most are idle: what only some of them
// need, or all for a moment only, lies behind a pointer.
//
//   opening ──▶ open ──▶ answering ──▶ ending      the peer closed; its publishes are waited for
//                 └────────────────────▶┘          the server closes
//
// Threads, ownership: as Client's.
class Session final : private net::Connection, private net::Timer, public Client {
 public:
  // `speech` is of its endpoint.
  Session(ConnectionId id, Speech& speech, Opening opening);
  ~Session() override;

  // The 101 goes out if nothing has to be waited for.
  void start() override;

  // Both as Bearer's. REQUIRES: not called by a hub.
  void onIdentityChanged(const Identity& now) override;
  void onIdentityEnded() override;
  void onIdentityCleared() override;
  void onIdentityUnknown() override;
  bool follows(const Channel& to) const override;
  void onAdopted(const core::Adoption& adoption) override;

  core::ConnectionInfo info() const override;
  const std::string& facility() const override;

  void close(const core::CloseReason& reason) override;
  void unsubscribe(const std::vector<Channel>& channels) override;

  void onPublished(const Result<void>& result, std::size_t bytes) override;
  void onDecision(const RequestedChannels& requested, Decision decision) override;
  // Reads again, if it is paused, does not stand in line and is not full.
  void goOn();

  void deliver(const core::Delivery& delivery) override;
  void replay(core::Subscription& subscription, const core::Delivery& delivery) override;
  void onBrokerAway(core::Subscription& subscription) override;

 private:
  struct PublishRights {
    std::vector<Channel> channels;
    core::ClientKey client;
  };
  // What only some clients have.
  struct Extras : InSlabs {
    std::unique_ptr<core::KeptVisitor> visitor;          // null: it will never ask for more
    std::unique_ptr<const PublishRights> publishRights;  // null: none
    core::KeptAddress address;                           // where its origin has none
  };
  enum class State : std::uint8_t { kOpening, kOpen, kAnswering, kEnding };

  // Of the connection.
  void onBytes(std::string_view bytes) override;
  void onGone() override;
  std::size_t outboxMaxBytes() const override;

  void onTimer() override;

  // What the client sends.
  class Found;  // to the reader
  void onMessage(std::string&& payload, PayloadKind kind);
  void onPing(std::string_view payload);
  void onPong() { (void)isWithinMessages(); }
  void onClose(PeerClose close);
  // It is made if there is none, and let go of by the timer.
  Intake& intake();
  void letGoOfIntake();
  bool hasUnread() const { return intake_ && intake_->hasUnread(); }
  void take(std::string_view bytes);
  // False if there were too many; then the connection is closed.
  bool isWithinMessages();
  bool isWithinBytes(std::size_t count);
  void countReceived();
  void readUnread();
  void read(std::string_view bytes);
  void publishCollected();
  void pause();
  bool isFull() const;
  // It may publish, and all clients together have too much under way.
  bool isToStandInLine() const;
  void handle(const NoRequest&) {}
  void handle(const PublishRequest& request);
  void handle(const SubscribeRequest& request);
  void handle(const UnsubscribeRequest& request);
  void handle(const MalformedRequest& request);
  // Keeps `channel`, if it is subscribed to, although it was given back; false if it is not.
  bool keep(const Channel& channel);
  void collect(const Channel& channel, const MessagePtr& message);
  static std::unique_ptr<const PublishRights> publishRightsIn(const Opening& opening);
  // REQUIRES: its origin is known.
  std::unique_ptr<Extras> extrasOf(const Opening& opening) const;
  std::string address() const;
  // Null, as in its extras.
  core::KeptVisitor* visitor() const { return extras_ ? extras_->visitor.get() : nullptr; }
  const PublishRights* publishRights() const {
    return extras_ ? extras_->publishRights.get() : nullptr;
  }
  bool mayPublishTo(const Channel& channel) const;

  // What it may have.
  using Keeps = std::function<bool(const RequestedChannel& granted)>;
  void rememberIdentity(const Identity& now);
  void revokeUnless(const Keeps& keeps);
  void revokeSubscriptions(const Keeps& keeps, RequestedChannels& revoked);
  void revokePublishRights(const Keeps& keeps, RequestedChannels& revoked);
  void tellRevoked(const RequestedChannels& revoked);
  void admit(const Grant& grant);
  // Of what came before it opened.
  void forgetWhatIsHeld();
  // Has the policy decide on groups that the handshake asked for and the identity has come by.
  void askForGroups();
  void admitPublishing(const Grant& grant);

  // What it is sent.
  void deliver(const Channel& channel, const std::vector<net::Chunk>& pieces);
  void replay(core::Subscription& subscription, const std::vector<net::Chunk>& pieces);
  void send(net::Chunk chunk);
  void sendText(std::string_view text);
  void sendError(std::string_view code, std::string_view message);
  bool hasPings() const { return tempo().pingInterval.count() > 0; }
  bool hasHeartbeat() const { return !tempo().heartbeat.empty(); }
  // Its opening named a dialect.
  const Dialect& dialect() const { return static_cast<const Dialect&>(speech_.encoding.wording()); }
  const Tempo& tempo() const { return speech_.tempo; }
  Endpoint& endpoint() const { return speech_.endpoint; }
  core::Hub& hub() const;

  // Arrivals.
  void arrive(std::string head, const RequestedChannels& granted);
  void subscribe(const RequestedChannels& granted, Arrival& arrival);
  void onSettled(const Arrival& arrival);
  void announceArrivals();
  void waitForClearance();
  void openUp();

  // Time.
  void beat(Clock::Time now);
  void probe(Clock::Time now);
  // Null: nothing is due.
  std::optional<Clock::Time> nextDue(Clock::Time now) const;
  void setTimer();

  // The end.
  bool isListening() const { return state_ == State::kOpening || state_ == State::kOpen; }
  void end(std::string lastWords);
  void answerClose();
  void closeAsSlow();
  void dropSubscriptions();

  // In an order that leaves no gaps: the first begin where the last base ends, at an odd place.
  State state_ = State::kOpening;
  bool isAwaitingPong_ : 1;
  bool hasHeardSincePing_ : 1;
  bool isPaused_ : 1;     // it is not read from
  bool wantsGroups_ : 1;  // askForGroups() as soon as it is open
  const core::EchoMode echo_;
  core::ShortTime nextPing_;       // if hasPings(); while isAwaitingPong_, when to stop waiting
  core::ShortTime nextHeartbeat_;  // if hasHeartbeat()
  const FacilityNames::Number facility_;

  Speech& speech_;
  const core::KeptOrigin origin_;
  const std::unique_ptr<Extras> extras_;  // null: it has none
  std::unique_ptr<Intake> intake_;        // null: it would be at rest
  Listening listening_;
};

}  // namespace fanfare::ws

#endif  // FANFARE_WS_SESSION_H_
