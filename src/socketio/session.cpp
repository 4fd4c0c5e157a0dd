#include "socketio/session.h"

#include <algorithm>
#include <utility>

#include "core/channel_request.h"
#include "dialects/socketio/engine_packet.h"
#include "dialects/socketio/packet.h"
#include "socketio/endpoint.h"
#include "ws/admitted.h"
#include "ws/frame_writer.h"

namespace fanfare::socketio {
namespace {

namespace reasons = core::close_reasons;

using dialects::socketio::connected;
using dialects::socketio::EngineVersion;
using dialects::socketio::PacketType;
using dialects::socketio::textOf;

}  // namespace

Session::Session(Endpoint& endpoint, const Names& names, Arriving arriving,
                 std::unique_ptr<Exchange> exchange)
    : Client(names.session.connection),
      endpoint_(endpoint),
      names_(names),
      version_(arriving.version),
      encoding_(endpoint.encodingFor(arriving.version)),
      line_(endpoint.clients().parts().reactor, arriving.version, endpoint.options().line, *this),
      reader_(endpoint.options().line.wire.maxMessageBytes),
      places_(std::move(arriving.opening.places)),
      facility_(endpoint.clients().facilities().take(arriving.opening.visitor->handshake.facility)),
      visitor_(*arriving.opening.visitor),
      granted_(std::move(arriving.opening.grant.granted)),
      hub_(endpoint.clients().parts().hub) {
  std::string sid = textOf(names_.session);
  if (arriving.transport == FirstTransport::kPolling) {
    line_.beginPolling(std::move(sid), std::move(exchange));
  } else {
    line_.beginOnWire(std::move(sid), *exchange, std::move(arriving.opening.responseHead));
  }
}

Session::~Session() { listening_.clear(hub_); }

const std::string& Session::facility() const {
  return endpoint_.clients().facilities().nameOf(facility_);
}

void Session::start() {
  if (state_ == State::kEnding) return;  // its identity ended before it began
  if (version_ == EngineVersion::k3) connect();
  line_.start();
}

void Session::connect() {
  state_ = State::kArriving;
  Endpoint::rename(names_.socket);
  arrive(frameOf(connected("/", textOf(names_.socket), version_)), granted_);
  if (hasChanged_) askForGroups();
  endpoint_.clients().later(names_.session.connection, &Session::announceArrivals);
}

void Session::arrive(std::string head, const RequestedChannels& granted) {
  ws::Endpoint& clients = endpoint_.clients();
  const auto now = clients.parts().reactor.clock().now();
  auto& arrival = listening_.begin(std::move(head), now + clients.options().openPatience);
  listening_.subscribe(hub_, granted, *this, arrival);
}

void Session::announceArrivals() {
  if (!isListening()) return;
  if (state_ == State::kArriving && !isCleared()) return waitForClearance();
  ws::Endpoint& clients = endpoint_.clients();
  net::Reactor& reactor = clients.parts().reactor;
  const auto now = reactor.clock().now();
  listening_.release(now, clients.options().connection.outboxMaxBytes,
                     [this](net::Chunk chunk) { send(std::move(chunk)); });
  if (state_ == State::kArriving && !listening_.isArriving()) {
    state_ = State::kConnected;
    clients.later(names_.session.connection, &Session::resume);
  }
  if (!isListening() || !listening_.isArriving()) return cancel();
  const auto left = listening_.first().deadline() - now;
  reactor.timers().set(*this, std::chrono::ceil<std::chrono::milliseconds>(left));
}

void Session::waitForClearance() {
  cancel();
  const std::size_t bound = endpoint_.clients().options().connection.outboxMaxBytes;
  if (!listening_.isArriving() || listening_.first().heldBytes() <= bound) return;
  listening_.forgetArrivals();
  close(reasons::kTryAgainLater);
}

void Session::unsubscribe(const std::vector<Channel>& channels) {
  listening_.unsubscribe(hub_, channels);
  if (!listening_.isArriving()) return;
  endpoint_.clients().later(names_.session.connection, &Session::announceArrivals);
}

void Session::onDecision(const RequestedChannels& requested, Decision decision) {
  --requestsUnderWay_;
  if (!isListening()) return;
  std::string acknowledgements;
  for (const auto& one : requested) acknowledgements += takeJoins(one.channel);
  ws::Endpoint& clients = endpoint_.clients();
  if (const auto* refusal = std::get_if<Refusal>(&decision)) {
    clients.noteRefused(names_.session.connection, *refusal, requested.size());
    admit({}, std::move(acknowledgements));
  } else {
    const core::IdentityPtr known = visitor_.identity();
    const Grant grant = ws::admitted(requested, std::get<Grant>(std::move(decision)),
                                     {listening_, hub_, known.get(),
                                      clients.options().maxSubscriptions, clients.parts().limits});
    clients.noteWithheld(names_.session.connection, grant.withheld);
    admit(grant.granted, std::move(acknowledgements));
  }
  if (!isFull()) clients.later(names_.session.connection, &Session::resume);
}

void Session::admit(const RequestedChannels& granted, std::string acknowledgements) {
  arrive(std::move(acknowledgements), granted);
  announceArrivals();
}

void Session::onOrder(const core::ClientOrder& order) {
  if (!isListening() || order.name != textOf(names_.socket)) return;
  leaveClosedRooms();
  if (const auto* hear = std::get_if<core::Hear>(&order.what)) {
    const Message& message = *hear->message;
    std::vector<net::Chunk> pieces;
    this->hear(message, encoding_.framesOf(endpoint_.everybody(), message), pieces);
    for (auto& piece : pieces) send(std::move(piece));
  } else if (const auto* enter = std::get_if<core::Enter>(&order.what)) {
    if (listening_.count() >= endpoint_.clients().options().maxSubscriptions) return;
    admit({{Access::kSubscribe, enter->room}}, {});
  } else if (const auto* quit = std::get_if<core::Quit>(&order.what)) {
    this->quit({quit->room});
  } else {
    end(reasons::kNormal, Return::kUnwelcome);
  }
}

core::ConnectionInfo Session::info() const {
  core::ConnectionInfo info;
  info.id = names_.session.connection;
  info.facility = facility();
  info.address = visitor_.handshake().clientAddress;
  info.dialect = "socketio";
  info.subscriptions = listening_.count();
  if (const auto known = endpoint_.clients().roster().identityOf(*this)) {
    info.user = known->user;
    info.sessionKey = known->sessionKey;
    info.groups = known->groups;
  }
  return info;
}

void Session::onIdentityChanged(const Identity& now) {
  if (state_ == State::kEnding) return;
  visitor_.setIdentity(now);
  hasChanged_ = true;
  const auto isLost = [&now](const RequestedChannel& one) { return !core::mayKeep(now, one); };
  granted_.erase(std::remove_if(granted_.begin(), granted_.end(), isLost), granted_.end());
  std::vector<Channel> revoked;
  for (Channel& channel : listening_.channels(hub_)) {
    const RequestedChannel granted{Access::kSubscribe, std::move(channel)};
    if (isLost(granted)) revoked.push_back(granted.channel);
  }
  if (!revoked.empty()) unsubscribe(revoked);
  askForGroups();
}

void Session::askForGroups() {
  if (!isListening()) return;
  const Handshake handshake = visitor_.handshake();
  if (!core::asksForGroups(handshake)) return;
  RequestedChannels missing;
  for (auto& one : core::groupsAskedFor(handshake, *visitor_.identity(), visitor_.colons())) {
    const bool isHeard = one.access == Access::kSubscribe && !listening_.has(hub_, one.channel);
    if (isHeard) missing.push_back(std::move(one));
  }
  if (!missing.empty()) ask(std::move(missing));
}

void Session::ask(RequestedChannels requested) {
  ++requestsUnderWay_;
  endpoint_.clients().ask(names_.session.connection, visitor_.visitor(), std::move(requested));
}

void Session::onIdentityEnded() {
  if (state_ == State::kEnding) return;
  if (state_ == State::kArriving) listening_.forgetArrivals();
  end(reasons::kIdentityEnded, Return::kUnwelcome);
}

void Session::onIdentityCleared() {
  if (state_ != State::kArriving) return;
  endpoint_.clients().later(names_.session.connection, &Session::announceArrivals);
}

void Session::onIdentityUnknown() {
  if (state_ == State::kArriving) listening_.forgetArrivals();
  close(reasons::kTryAgainLater);
}

void Session::close(const core::CloseReason& reason) {
  const bool isForGood = reason.comeBack == core::ComeBack::kNo;
  end(reason, isForGood ? Return::kUnwelcome : Return::kWelcome);
}

// A client comes back by itself, unless it hears that it was disconnected from the namespace.
void Session::end(const core::CloseReason& reason, Return client) {
  if (state_ == State::kEnding) return;
  endpoint_.clients().noteClosing(names_.session.connection, reason);
  const bool isTold = client == Return::kUnwelcome && state_ == State::kConnected;
  state_ = State::kEnding;
  cancel();
  line_.end(reason, isTold ? net::Chunk(frameOf({PacketType::kDisconnect})) : net::Chunk());
  endpoint_.clients().later(names_.session.connection, &Session::stopListening);
}

void Session::stopListening() {
  listening_.clear(hub_);
  joins_.clear();
}

void Session::onUnflushed() {
  endpoint_.clients().later(names_.session.connection, &Session::flush);
}

void Session::onGone() {
  state_ = State::kEnding;
  cancel();
  stopListening();
  endpoint_.forget(names_.session.connection);
  endpoint_.clients().remove(names_.session.connection);
}

}  // namespace fanfare::socketio
