#include "allocations/counted_node.h"

#include <chrono>
#include <utility>

#include <cppunit/TestAssert.h>

#include "allocations/allocation_count.h"
#include "support/client_frames.h"
#include "support/scripted_exchange.h"
#include "support/socket_pair.h"

namespace fanfare::testing {
namespace {

constexpr char kHead[] = "HTTP/1.1 101 Switching Protocols\r\n\r\n";

brokers::RedisBrokerOptions optionsFor(const RedisServer& server) {
  brokers::RedisBrokerOptions options;
  options.address = *RedisAddress::parse(server.socketUrl());
  options.timeout = std::chrono::hours(1);  // beyond what settle() lets pass
  return options;
}

socketio::EndpointOptions socketIoOptions() {
  socketio::EndpointOptions options;
  options.line.wire = {{100'000}, 4u << 20, std::chrono::seconds(5)};
  options.facility = "chat";
  return options;
}

Grant grantOf(const std::vector<std::string>& channels) {
  Grant grant;
  for (const auto& key : channels) {
    grant.granted.push_back({Access::kSubscribe, Channel::parse(key).value()});
    grant.granted.push_back({Access::kPublish, Channel::parse(key).value()});
  }
  return grant;
}

ws::Opening openingFor(const std::vector<std::string>& channels) {
  ws::Opening opening;
  opening.responseHead = kHead;
  opening.grant = grantOf(channels);
  return opening;
}

}  // namespace

CountedNode::CountedNode()
    : broker_(turning_.reactor(), log_, optionsFor(server_), this),
      router_(broker_, clock_, {this}),
      endpoint_(
          std::make_unique<ws::Endpoint>(ws::EndpointParts{turning_.reactor(), hub_, publishing_,
                                                           desk_, identities_, log_, limits_},
                                         ws::EndpointOptions{}, 1)),
      socketIo_(std::make_unique<socketio::Endpoint>(*endpoint_, socketIoOptions())) {
  broker_.start(*this);
  while (!router_.isBrokerReachable()) turn();
}

CountedNode::~CountedNode() {
  socketIo_.reset();
  endpoint_.reset();
  turn();  // what was to be destroyed
}

void CountedNode::open(const Dialect& dialect, std::size_t count,
                       const std::vector<std::string>& channels) {
  openEach(count, channels, [&dialect](ws::Opening& opening) {
    SocketPair pair = localPair();
    opening.transport = std::move(pair.ours);
    opening.dialect = &dialect;
    return std::make_unique<PlainEnd>(std::move(pair.peers));
  });
}

void CountedNode::openDeflated(std::size_t count, const std::vector<std::string>& channels) {
  openEach(count, channels, [this](ws::Opening& opening) {
    SocketPair pair = localPair();
    opening.transport = std::move(pair.ours);
    opening.dialect = &raw_;
    opening.compression = ws::Compression::kOn;
    return std::make_unique<InflatingEnd>(std::move(pair.peers));
  });
}

void CountedNode::openTls(std::size_t count, const std::vector<std::string>& channels) {
  const TlsFiles files;
  const auto credentials = tls::Credentials::load(files.options());
  CPPUNIT_ASSERT(credentials.has_value());
  openEach(count, channels, [this, &credentials](ws::Opening& opening) {
    auto pair = std::make_unique<TlsPair>(**credentials, localPair());
    CPPUNIT_ASSERT(pair->shakeHands() == tls::Handshake::kDone);
    opening.transport = std::move(pair->ours);
    opening.dialect = &raw_;
    return std::make_unique<TlsEnd>(std::move(pair));
  });
}

void CountedNode::openEach(std::size_t count, const std::vector<std::string>& channels,
                           const Connect& connect) {
  const std::size_t first = clients_.size();
  for (std::size_t i = 0; i < count; ++i) {
    ws::Opening opening = openingFor(channels);
    clients_.push_back(connect(opening));
    endpoint_->open(std::move(opening));
  }
  for (const auto& channel : channels) listeners_[channel] += count;
  awaitAnswers(first, kHead);
}

void CountedNode::openSocketIo(std::size_t count, const std::vector<std::string>& channels) {
  const std::size_t first = clients_.size();
  for (std::size_t i = 0; i < count; ++i) {
    Sent request = sentRequest();
    ws::Opening opening = openingFor(channels);
    opening.visitor = std::make_shared<const core::Visitor>();
    socketIo_->serve(
        {std::move(request.exchange),
         socketio::Arriving{dialects::socketio::EngineVersion::k4,
                            socketio::FirstTransport::kWebSocket, std::move(opening)}});
    turn();
    clients_.push_back(std::make_unique<PlainEnd>(std::move(request.client)));
    clients_.back()->send(clientText("40"));
  }
  for (const auto& channel : channels) listeners_[channel] += count;
  awaitAnswers(first, R"(40{"sid")");
}

void CountedNode::sayByAll(const std::string& text) {
  for (const auto& client : clients_) {
    client->send(clientText(text));
    while (publishing_.waitingCount() == 0) turn();
    publishing_.finish();
  }
}

void CountedNode::settle() {
  clock_.skip(core::Router::kSecondLook);
  while (router_.isWatching()) {
    router_.onTick();
    turn();
  }
  (void)receivedBytes();
}

std::size_t CountedNode::allocationsOf(const std::vector<std::string>& channels,
                                       const std::vector<std::string>& payloads) {
  std::size_t bytes = 0;
  for (const auto& payload : payloads) {
    for (const auto& channel : channels) {
      server_.ask({"PUBLISH", channel, payload});
      bytes += listeners_.at(channel) * payload.size();
    }
  }
  const auto until = hub_.deliveredCount() + deliveriesOf(channels) * payloads.size();

  const std::size_t allocations = allocationsUntilDelivered(until);

  CPPUNIT_ASSERT_GREATEREQUAL(bytes, receivedBytes());
  return allocations;
}

std::size_t CountedNode::allocationsUntilDelivered(std::uint64_t count) {
  const AllocationCount allocations;
  while (hub_.deliveredCount() < count) turn();
  turn();  // for the sockets
  ofOpenSsl_ = allocations.ofOpenSsl();
  return allocations.value();
}

std::size_t CountedNode::receivedBytes() {
  std::size_t bytes = 0;
  for (const auto& client : clients_) bytes += client->received().size();
  return bytes;
}

void CountedNode::turn() {
  turning_.turnOnce();
  while (!toRouter_.empty()) {
    const auto notice = std::move(toRouter_.front());
    toRouter_.pop_front();
    router_.onNotice(0, notice);
  }
  for (const auto& notice : toHub_.take()) hub_.onNotice(notice);
}

void CountedNode::awaitAnswers(std::size_t first, const std::string& answer) {
  for (std::size_t i = first; i < clients_.size(); ++i) {
    std::string received;
    while (received.find(answer) == std::string::npos) {
      turn();
      received += clients_[i]->received();
    }
  }
}

std::size_t CountedNode::deliveriesOf(const std::vector<std::string>& channels) const {
  std::size_t deliveries = 0;
  for (const auto& channel : channels) deliveries += listeners_.at(channel);
  return deliveries;
}

}  // namespace fanfare::testing
