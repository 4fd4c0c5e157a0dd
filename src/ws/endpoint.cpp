#include "ws/endpoint.h"

#include <algorithm>
#include <string_view>
#include <unordered_set>
#include <utility>

#include "ws/frame_writer.h"
#include "ws/session.h"

namespace fanfare::ws {
namespace {

// Wide enough for 2^40 connections of each of 2^13 reactors: an id is exact as a JSON number.
constexpr unsigned kReactorShift = 40;
constexpr std::chrono::milliseconds kDrainTick{20};

namespace reasons = core::close_reasons;

std::string nameOf(ConnectionId id) { return "connection " + std::to_string(id); }

net::Chunk textChunk(const std::string& text) {
  return text.empty() ? net::Chunk() : net::Chunk(frameOf(Opcode::kText, text));
}

Tempo tempoOf(const Pace& pace, const EndpointOptions& options) {
  Tempo tempo;
  tempo.pingInterval = pace.pingInterval.value_or(options.pingInterval);
  tempo.pingTimeout = std::min(pace.pingTimeout.value_or(options.pingTimeout), tempo.pingInterval);
  tempo.ping = pace.ping.empty() ? net::Chunk(frameOf(Opcode::kPing, {})) : textChunk(pace.ping);

  tempo.isHeartbeatServers = !pace.heartbeat && !options.heartbeatMessage.empty();
  const auto heartbeat =
      pace.heartbeat.value_or(Pace::Heartbeat{options.heartbeatMessage, options.heartbeatInterval});
  tempo.heartbeat = textChunk(heartbeat.text);
  tempo.heartbeatInterval = heartbeat.interval;
  return tempo;
}

std::string begin(ConnectionId id, const core::VisitorPtr& visitor) {
  std::string line = nameOf(id) + " begins";
  if (!visitor) return line;
  const auto& [handshake, identity, colons] = *visitor;
  return line + ", from " + handshake.clientAddress + ", facility '" + handshake.facility + "', " +
         (identity->user.empty() ? "nobody known" : "user '" + identity->user + "'");
}

}  // namespace

Endpoint::Endpoint(const EndpointParts& parts, const EndpointOptions& options, unsigned number)
    : parts_(parts),
      options_(options),
      roster_(parts.reactor, parts.identityDesk, options.wallClock),
      lastId_((ConnectionId{number} << kReactorShift) + options.firstNumber - 1),
      underWay_(options.underWay),
      partings_(parts.reactor.timers(), [this](ConnectionId id, const Channel& channel) {
        if (Client* const client = find(id)) client->unsubscribe({channel});
      }) {}

Endpoint::~Endpoint() = default;

void Endpoint::open(Opening opening) {
  const core::VisitorPtr visitor = opening.visitor;
  admit(visitor, [this, &opening](ConnectionId id) {
    Speech& speech = speechOf(*opening.dialect, opening.compression);
    return std::make_unique<Session>(id, speech, std::move(opening));
  });
}

Client& Endpoint::admit(const core::VisitorPtr& visitor, const MakeClient& make) {
  const ConnectionId id = ++lastId_;
  if (parts_.log.isOn(LogLevel::kDebug)) parts_.log.write(LogLevel::kDebug, begin(id, visitor));
  auto client = make(id);
  Client& admitted = *client;
  clients_.insert(std::move(client));
  ++stats_.connectionsOpened;
  if (visitor) roster_.enter(admitted, visitor->identity);
  admitted.start();
  if (drain_) drain(id);
  return admitted;
}

void Endpoint::drain(ConnectionId late) {
  const bool isOver = parts_.reactor.clock().now() >= drain_->since + drain_->over;
  Client* const client = find(late);
  if (isOver && client) return client->close(drain_->reason);
  drain_->waiting.push_back(late);
  if (!isSet()) parts_.reactor.timers().set(*this, kDrainTick);
}

void Endpoint::closeAll(const core::CloseReason& reason, std::chrono::milliseconds over) {
  Drain drain{reason, parts_.reactor.clock().now(), over, {}};
  drain.waiting.reserve(clients_.size());
  clients_.forEach([&drain](const auto& client) { drain.waiting.push_back(client->id()); });
  drain_ = std::move(drain);
  onTimer();
}

EndpointStats Endpoint::stats() const {
  EndpointStats stats = stats_;
  stats.connections = clients_.size();
  stats.bytesQueued = parts_.reactor.queuedBytes();
  stats.endedByExpiry = roster_.endedCount(EndCause::kExpired);
  stats.endedBySession = roster_.endedCount(EndCause::kSession);
  stats.endedByControl += roster_.endedCount(EndCause::kControl);
  return stats;
}

Client* Endpoint::find(ConnectionId id) {
  const auto* const found = clients_.find(id, [](const auto&) { return true; });
  return found ? found->get() : nullptr;
}

Speech& Endpoint::speechOf(const Wording& wording, Compression compression) {
  for (const auto& speech : speeches_) {
    const Encoding& encoding = speech->encoding;
    if (&encoding.wording() == &wording && encoding.compression() == compression) return *speech;
  }
  if (compression != Compression::kOff && !deflater_) {
    deflater_.emplace();
    inflater_.emplace();
  }
  Deflater* const deflater = compression == Compression::kOff ? nullptr : &*deflater_;
  const FrameBound bound{options_.connection.outboxMaxBytes, options_.onTooLarge};
  Speech speech{*this, Encoding(wording, compression, writer_, deflater, bound),
                tempoOf(wording.pace(), options_)};
  speeches_.push_back(std::make_unique<Speech>(std::move(speech)));
  return *speeches_.back();
}

ReaderLimits Endpoint::readerLimits(Compression compression) {
  Inflater* const inflater = compression == Compression::kOff ? nullptr : &*inflater_;
  return {options_.maxMessageBytes, inflater};
}

void Endpoint::publishCollected(ConnectionId id, core::ClientKey publisher) {
  Collected collected = std::exchange(collected_, {});
  const std::size_t count = collected.publications.size();
  underWay_.add(count, collected.bytes);
  parts_.publishing.publish(publisher, collected.publications,
                            [this, id, count, bytes = collected.bytes](const Result<void>& result) {
                              if (result) stats_.messagesPublished += count;
                              underWay_.remove(count, bytes);
                              if (Client* const client = find(id))
                                client->onPublished(result, bytes);
                              advanceLine();
                            });
}

void Endpoint::advanceLine() {
  while (const auto id = underWay_.next()) {
    if (Client* const client = find(*id)) static_cast<Session*>(client)->goOn();
  }
}

void Endpoint::ask(ConnectionId id, core::VisitorPtr visitor, RequestedChannels requested) {
  const auto question = questions_.emplace(id, requested);
  parts_.policyDesk.ask(
      std::move(visitor), std::move(requested),
      [this, question](Decision decision) { onDecision(question, std::move(decision)); });
}

void Endpoint::onDecision(Questions::iterator question, Decision decision) {
  const auto [id, requested] = std::move(*question);
  questions_.erase(question);
  if (Client* const client = find(id)) client->onDecision(requested, std::move(decision));
}

void Endpoint::withdraw(ConnectionId id, const std::vector<Channel>& channels) {
  const auto [first, end] = questions_.equal_range(id);
  if (first == end) return;
  std::unordered_set<std::string_view> keys;
  for (const Channel& channel : channels) keys.insert(channel.key());
  for (auto question = first; question != end; ++question) {
    auto& requested = question->second;
    const auto isWithdrawn = [&keys](const RequestedChannel& one) {
      return one.access == Access::kSubscribe && keys.count(one.channel.key()) > 0;
    };
    requested.erase(std::remove_if(requested.begin(), requested.end(), isWithdrawn),
                    requested.end());
  }
}

void Endpoint::noteRefused(ConnectionId id, const Refusal& refusal, std::size_t channels) {
  stats_.joinsRefused += channels;
  if (!refused_.isTime(parts_.reactor.clock().now())) return;
  parts_.log.write(LogLevel::kWarning, nameOf(id) + " is refused the channels it asks for: " +
                                           refusal.reason + " (told once a minute)");
}

void Endpoint::noteWithheld(ConnectionId id, const std::vector<WithheldChannel>& withheld) {
  if (withheld.empty()) return;
  stats_.joinsRefused += withheld.size();
  if (!withheld_.isTime(parts_.reactor.clock().now())) return;
  const auto& [requested, rule] = withheld.front();
  parts_.log.write(LogLevel::kWarning, nameOf(id) + " is not granted " + textOf(requested) +
                                           ", by " + rule + " (told once a minute)");
}

void Endpoint::noteLimit(ConnectionId id, core::Limit limit) {
  parts_.limits.add(limit);
  if (!tooFast_.isTime(parts_.reactor.clock().now())) return;
  parts_.log.write(LogLevel::kWarning, nameOf(id) + " is closed with 1008: it sent more than " +
                                           core::settingOf(limit) + " allows (told once a minute)");
}

void Endpoint::notePassedOver(ConnectionId id, const std::string& why) {
  if (!passedOver_.isTime(parts_.reactor.clock().now())) return;
  parts_.log.write(LogLevel::kWarning, "what " + nameOf(id) + " sends is passed over: " + why +
                                           " (told once a minute)");
}

void Endpoint::noteClosing(ConnectionId id, const core::CloseReason& reason) {
  if (parts_.log.isOn(LogLevel::kDebug)) {
    parts_.log.write(LogLevel::kDebug, nameOf(id) + " is closed: " + std::to_string(reason.code) +
                                           " " + std::string(reason.text));
  }
  if (reason.code == reasons::kSlowConsumer.code) ++stats_.slowConsumers;
  const bool isViolation = reason.code == reasons::kProtocolError.code ||
                           reason.code == reasons::kBadPayload.code ||
                           reason.code == reasons::kTooBig.code;
  if (isViolation) ++stats_.protocolErrors;
  if (reason.code == reasons::kTooBig.code) parts_.limits.add(core::Limit::kMessageBytes);
}

void Endpoint::remove(ConnectionId id) {
  auto client = clients_.take(clients_.find(id, [](const auto&) { return true; }));
  roster_.leave(*client);
  facilities_.release(client->facility());
  parts_.reactor.destroyLater(std::move(client));
  endedCount_.fetch_add(1, std::memory_order_release);
  if (parts_.log.isOn(LogLevel::kDebug)) parts_.log.write(LogLevel::kDebug, nameOf(id) + " ended");
}

void Endpoint::obey(const core::ControlMessage& message) {
  if (const auto* revoke = std::get_if<core::Revoke>(&message)) {
    return roster_.revoke(revoke->user, revoke->group);
  }
  const auto& [by, name] = std::get<core::Disconnect>(message);
  switch (by) {
    case core::Disconnect::By::kUser:
      return roster_.disconnectUser(name);
    case core::Disconnect::By::kSession:
      return roster_.disconnectSession(name);
    case core::Disconnect::By::kConnection:
      return endConnection(std::stoull(name));
    case core::Disconnect::By::kFacility:
      return endFacility(name);
  }
}

void Endpoint::obey(const core::ClientOrder& order) {
  if (Client* const client = find(order.connection)) client->onOrder(order);
}

std::size_t Endpoint::reactorOf(ConnectionId connection) { return connection >> kReactorShift; }

void Endpoint::endConnection(ConnectionId id) {
  Client* const client = find(id);
  if (!client) return;
  roster_.leave(*client);
  ++stats_.endedByControl;
  client->onIdentityEnded();
}

void Endpoint::endFacility(const std::string& facility) {
  const bool isUnderWay = !ending_.empty();
  clients_.forEach([this, &facility](const auto& client) {
    if (client->facility() == facility) ending_.push_back(client->id());
  });
  if (!isUnderWay) endSome();
}

void Endpoint::endSome() {
  for (std::size_t i = 0; i < kEndedAtOnce && !ending_.empty(); ++i) {
    endConnection(ending_.back());
    ending_.pop_back();
  }
  if (!ending_.empty()) parts_.reactor.post([this] { endSome(); });
}

std::vector<core::ConnectionInfo> Endpoint::connections(std::size_t first, std::size_t end,
                                                        const core::WantsFacility& wanted) const {
  std::vector<core::ConnectionInfo> found;
  clients_.forEach(first, end, [&wanted, &found](const auto& client) {
    if (wanted(client->facility())) found.push_back(client->info());
  });
  return found;
}

std::size_t Endpoint::Drain::due(Clock::Time now) const {
  const std::size_t all = closed + waiting.size();
  const auto elapsed = std::chrono::duration_cast<std::chrono::milliseconds>(now - since);
  if (elapsed >= over) return all;
  return static_cast<std::size_t>(elapsed.count()) * all / static_cast<std::size_t>(over.count()) +
         1;
}

void Endpoint::onTimer() {
  const std::size_t due = drain_->due(parts_.reactor.clock().now());
  auto& waiting = drain_->waiting;
  for (; drain_->closed < due && !waiting.empty(); ++drain_->closed) {
    if (Client* const client = find(waiting.back())) client->close(drain_->reason);
    waiting.pop_back();
  }
  if (!waiting.empty()) parts_.reactor.timers().set(*this, kDrainTick);
}

}  // namespace fanfare::ws
