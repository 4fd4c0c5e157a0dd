#ifndef FANFARE_WS_ENDPOINT_H_
#define FANFARE_WS_ENDPOINT_H_

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "fanfare/dialect.h"

#include "core/close_reason.h"
#include "core/control_message.h"
#include "core/flat_table.h"
#include "core/hub.h"
#include "core/known_identity.h"
#include "core/limit_counts.h"
#include "core/presence.h"
#include "core/publishing.h"
#include "core/token_bucket.h"
#include "core/topic_reader.h"
#include "model/log.h"
#include "model/rare_line.h"
#include "net/chunk.h"
#include "net/connection.h"
#include "net/reactor.h"
#include "ws/client.h"
#include "ws/deflate.h"
#include "ws/facility_names.h"
#include "ws/frame_reader.h"
#include "ws/opening.h"
#include "ws/partings.h"
#include "ws/roster.h"
#include "ws/speech.h"
#include "ws/under_way.h"

namespace fanfare::ws {

class Session;

// Value type.
struct EndpointOptions {
  std::size_t maxMessageBytes = 64 * 1024;    // of what a client sends, inflated
  std::size_t maxReceivedBytes = 256u << 20;  // of incomplete messages, of all connections
  std::chrono::seconds messageExpire{3600};
  net::ConnectionOptions connection;
  // Told, by the reactor, of a message whose frame no outbox holds; it is sent to nobody.
  std::function<void(const Channel& channel, std::size_t bytes)> onTooLarge;

  // Of dialects that have no pace of their own.
  std::string heartbeatMessage;  // empty: none
  std::chrono::milliseconds heartbeatInterval{4000};
  std::chrono::milliseconds pingInterval{25'000};  // 0: never
  std::chrono::milliseconds pingTimeout{20'000};

  std::chrono::milliseconds openPatience{1000};   // for the broker, before the 101
  std::chrono::milliseconds closePatience{5000};  // for the peer's close
  std::size_t maxSubscriptions = 1000;            // of one connection
  core::Rate messages;                            // that one connection sends, and pings
  core::Rate bytes;                               // that one connection sends
  std::size_t maxRequestsUnderWay = 16;           // of one connection, to the policy
  std::size_t maxBytesUnderWay = 1u << 20;        // of one connection, to the broker
  UnderWay::Bounds underWay;                      // of all connections, to the broker

  // The first connection's number, less than 2^39: another for each node, for messages on the
  // control channel name connections of any.
  ConnectionId firstNumber = 1;

  WallClock wallClock = [] { return std::chrono::system_clock::now(); };
};

// Value type. What a reactor's clients came to.
struct EndpointStats {
  std::uint64_t connections = 0;  // now
  std::uint64_t connectionsOpened = 0;
  std::uint64_t messagesPublished = 0;  // taken by the broker
  std::uint64_t slowConsumers = 0;      // closed
  std::uint64_t protocolErrors = 0;     // connections closed for
  std::uint64_t bytesQueued = 0;        // in outboxes, now
  std::uint64_t endedByExpiry = 0;      // connections whose identity ended: by its time,
  std::uint64_t endedBySession = 0;     // for the resolver said so,
  std::uint64_t endedByControl = 0;     // by a message on the control channel or a tombstone
  std::uint64_t joinsRefused = 0;       // channels that open connections asked for in vain
};

// What the clients of a reactor work with.
struct EndpointParts {
  net::Reactor& reactor;
  core::Hub& hub;
  core::Publishing& publishing;
  core::PolicyDesk& policyDesk;
  core::IdentityDesk& identityDesk;
  Log& log;  // hears at debug of each connection's begin and end
  core::LimitCounts& limits;
};

// All clients of one reactor.
//
// Threads: confined to its reactor; made before the reactor runs or on it, and destroyed on it or
// once it has returned.
// Ownership: owns its clients. The parts outlive it, and call nothing back once it is gone.
class Endpoint final : private net::Timer {
 public:
  // `number` is the reactor's: connections are numbered uniquely in the process.
  Endpoint(const EndpointParts& parts, const EndpointOptions& options, unsigned number);
  Endpoint(const Endpoint&) = delete;
  Endpoint& operator=(const Endpoint&) = delete;
  ~Endpoint() override;

  // A WebSocket whose dialect has no transport of its own.
  void open(Opening opening);

  // Takes in the client that `make` makes for the id it is given.
  using MakeClient = std::function<std::unique_ptr<Client>(ConnectionId)>;
  Client& admit(const core::VisitorPtr& visitor, const MakeClient& make);

  // Closes every connection for `reason`, evenly spread over the time given, and from here on each
  // one opened later.
  void closeAll(const core::CloseReason& reason, std::chrono::milliseconds over);

  EndpointStats stats() const;

  Roster& roster() { return roster_; }

  // So many connections of a facility that is disconnected are closed in one turn, so that the
  // reactor's others need not wait for all of them.
  static constexpr std::size_t kEndedAtOnce = 100;

  // Does what the control channel says.
  void obey(const core::ControlMessage& message);

  // Does what a topic says. Of an adoption, those concerned hear the user's channel from here on,
  // and their former user's no more; no policy is asked, for whoever announces adoptions knows.
  void obey(const core::Adoption& adoption) { roster_.adopt(adoption); }
  void obey(const core::ClientOrder& order);

  // The number of the reactor whose connection that is, if it is one of this process.
  static std::size_t reactorOf(ConnectionId connection);

  // Those of the connections in the registry's buckets from `first` to before `end` whose facility
  // is `wanted`. How many buckets there are changes with the number of connections.
  std::size_t bucketCount() const { return clients_.bucketCount(); }
  std::vector<core::ConnectionInfo> connections(std::size_t first, std::size_t end,
                                                const core::WantsFacility& wanted) const;

  // Connections that were opened and have ended. Threads: safe from any.
  std::uint64_t endedCount() const { return endedCount_.load(std::memory_order_acquire); }

  // For its clients.
  const EndpointParts& parts() const { return parts_; }
  const EndpointOptions& options() const { return options_; }
  FacilityNames& facilities() { return facilities_; }
  Client* find(ConnectionId id);

  // How those are spoken to that share a wording. It lives as long as the endpoint.
  Speech& speechOf(const Wording& wording, Compression compression);

  // Calls `what` of the client at the end of this turn, if it is there still.
  // REQUIRES: the client is of that kind.
  template <typename Kind>
  void later(ConnectionId id, void (Kind::*what)()) {
    parts_.reactor.atEndOfTurn([this, id, what] {
      if (Client* const client = find(id)) (static_cast<Kind*>(client)->*what)();
    });
  }

  // Asks the policy; the client hears by onDecision().
  void ask(ConnectionId id, core::VisitorPtr visitor, RequestedChannels requested);
  // Whatever the policy will say of them, it does not count any more.
  void withdraw(ConnectionId id, const std::vector<Channel>& channels);

  // Counts and logs.
  void noteRefused(ConnectionId id, const Refusal& refusal, std::size_t channels);
  void noteWithheld(ConnectionId id, const std::vector<WithheldChannel>& withheld);
  void noteLimit(ConnectionId id, core::Limit limit);
  void notePassedOver(ConnectionId id, const std::string& why);
  void noteClosing(ConnectionId id, const core::CloseReason& reason);

  // What a client holds of messages that are not complete was `before`, and is `now` bytes.
  void recountReceived(std::size_t before, std::size_t now) { receivedBytes_ += now - before; }
  bool hasReceivedTooMuch() const { return receivedBytes_ > options_.maxReceivedBytes; }

  // The client is over: it is destroyed at the end of this turn.
  void remove(ConnectionId id);

 private:
  friend class Session;

  struct Drain {
    core::CloseReason reason;
    Clock::Time since;
    std::chrono::milliseconds over;
    std::vector<ConnectionId> waiting;
    std::size_t closed = 0;

    // How many are to be closed by `now`: evenly over the time, the first at once.
    std::size_t due(Clock::Time now) const;
  };
  // What a session's client published in the bytes just read.
  struct Collected {
    std::vector<Publication> publications;
    std::size_t bytes = 0;
  };

  struct IdOfClient {
    std::uint64_t operator()(const std::unique_ptr<Client>& client) const { return client->id(); }
  };

  ReaderLimits readerLimits(Compression compression);

  // What the policy is being asked for.
  using Questions = std::multimap<ConnectionId, RequestedChannels>;

  void publishCollected(ConnectionId id, core::ClientKey publisher);
  // Those in line go on reading, as far as there is room.
  void advanceLine();
  void onDecision(Questions::iterator question, Decision decision);
  // Draining has begun already.
  void drain(ConnectionId late);
  void endConnection(ConnectionId id);
  void endFacility(const std::string& facility);
  void endSome();

  void onTimer() override;

  const EndpointParts parts_;
  const EndpointOptions options_;

  net::ChunkWriter writer_;
  std::optional<Deflater> deflater_;  // these two from the first connection that needs them
  std::optional<Inflater> inflater_;
  std::vector<std::unique_ptr<Speech>> speeches_;

  Roster roster_;
  FacilityNames facilities_;
  ConnectionId lastId_;
  core::FlatTable<std::unique_ptr<Client>, IdOfClient> clients_;
  std::size_t receivedBytes_ = 0;  // the sum over clients_
  Collected collected_;            // empty between two calls from the reactor
  UnderWay underWay_;              // only sessions stand in its line
  Partings partings_;
  Questions questions_;  // at most maxRequestsUnderWay of a connection
  std::optional<Drain> drain_;
  std::vector<ConnectionId> ending_;  // endSome() is to come while there are any
  RareLine tooFast_;
  RareLine refused_;
  RareLine withheld_;
  RareLine passedOver_;
  EndpointStats stats_;  // all but what stats() fills in
  std::atomic<std::uint64_t> endedCount_{0};
};

}  // namespace fanfare::ws

#endif  // FANFARE_WS_ENDPOINT_H_
