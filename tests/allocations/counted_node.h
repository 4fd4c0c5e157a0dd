#ifndef FANFARE_TESTS_ALLOCATIONS_COUNTED_NODE_H_
#define FANFARE_TESTS_ALLOCATIONS_COUNTED_NODE_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "allocations/client_ends.h"
#include "brokers/redis_broker.h"
#include "core/hub.h"
#include "core/key_listener.h"
#include "core/notice_batch.h"
#include "core/router.h"
#include "dialects/fanfare_v1.h"
#include "dialects/raw.h"
#include "socketio/endpoint.h"
#include "support/patient_identity_desk.h"
#include "support/patient_policy_desk.h"
#include "support/patient_publishing.h"
#include "support/recording_log.h"
#include "support/redis_server.h"
#include "support/skewed_clock.h"
#include "support/turning_reactor.h"
#include "ws/endpoint.h"

namespace fanfare::testing {

// All that a message passes from Redis to the sockets, on one reactor and one thread: what the
// server has on two, less the two posts between them.
class CountedNode final : private core::RouterLink,
                          private core::HubLink,
                          private core::KeyListener {
 public:
  CountedNode();
  ~CountedNode() override;

  const Dialect& raw() const { return raw_; }
  const Dialect& fanfareV1() const { return fanfareV1_; }

  // Clients that have been told that they are open, and whose channels have been replayed.
  void open(const Dialect& dialect, std::size_t count, const std::vector<std::string>& channels);
  // Likewise in raw, to be sent what is compressed; over TLS.
  void openDeflated(std::size_t count, const std::vector<std::string>& channels);
  void openTls(std::size_t count, const std::vector<std::string>& channels);
  void openSocketIo(std::size_t count, const std::vector<std::string>& channels);
  // Each client publishes `text`, which goes nowhere.
  void sayByAll(const std::string& text);

  // Lets the time pass in which replays are looked after.
  void settle();

  // Publishes each of `payloads` on each of `channels`, all of it before the node turns again, and
  // counts what the node allocates until every subscriber has been sent everything; that they have
  // received it is asserted.
  std::size_t allocationsOf(const std::vector<std::string>& channels,
                            const std::vector<std::string>& payloads);
  // What of the last allocationsOf() OpenSSL asked for.
  std::size_t ofOpenSsl() const { return ofOpenSsl_; }

 private:
  void tell(core::HubNotice notice) override { toRouter_.push_back(std::move(notice)); }
  void tell(core::RouterNotice notice) override { toHub_.add(std::move(notice)); }

  // As the broker's thread passes them on.
  void onMessage(const Channel& channel, MessagePtr message) override {
    router_.onMessage(channel, std::move(message));
  }
  void onKeyMessage(std::string_view key, MessagePtr message) override {
    (void)router_.onKeyMessage(key, message);
  }
  void onSubscribed(const Channel& channel) override { router_.onSubscribed(channel); }
  void onLost() override { router_.onLost(); }
  void onReachable() override { router_.onReachable(); }

  // Connects a client to the transport that it gives the opening.
  using Connect = std::function<std::unique_ptr<ClientEnd>(ws::Opening& opening)>;
  void openEach(std::size_t count, const std::vector<std::string>& channels,
                const Connect& connect);
  void turn();
  // Of the clients from the `first` on.
  void awaitAnswers(std::size_t first, const std::string& answer);
  std::size_t allocationsUntilDelivered(std::uint64_t count);
  std::size_t receivedBytes();
  std::size_t deliveriesOf(const std::vector<std::string>& channels) const;

  RedisServer server_;
  SkewedClock clock_;
  RecordingLog log_;
  core::LimitCounts limits_;
  TurningReactor turning_{clock_};
  brokers::RedisBroker broker_;

  std::deque<core::HubNotice> toRouter_;
  core::NoticeBatch toHub_;
  core::Router router_;
  core::Hub hub_{*this};

  const dialects::Raw raw_{};
  const dialects::FanfareV1 fanfareV1_{};
  PatientPublishing publishing_;
  PatientPolicyDesk desk_;
  PatientIdentityDesk identities_;
  std::unique_ptr<ws::Endpoint> endpoint_;
  std::unique_ptr<socketio::Endpoint> socketIo_;

  std::vector<std::unique_ptr<ClientEnd>> clients_;
  std::map<std::string, std::size_t> listeners_;  // by channel
  std::size_t ofOpenSsl_ = 0;
};

}  // namespace fanfare::testing

#endif  // FANFARE_TESTS_ALLOCATIONS_COUNTED_NODE_H_
