#ifndef FANFARE_TESTS_SUPPORT_FAKE_NODE_H_
#define FANFARE_TESTS_SUPPORT_FAKE_NODE_H_

#include <atomic>
#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "core/node.h"

namespace fanfare::testing {

// A node whose broker keeps what is published, and is away when told so.
class FakeNode final : public core::Node {
 public:
  Result<void> publish(std::vector<Publication> publications) override {
    if (away_) return Error{ErrorCode::kUnavailable, "away"};
    const std::lock_guard<std::mutex> lock(mutex_);
    for (auto& publication : publications) {
      kept_[publication.channel.key()] = publication.message;
      published_.push_back(std::move(publication));
    }
    return {};
  }

  Result<MessagePtr> fetch(const Channel& channel) override {
    if (away_) return Error{ErrorCode::kUnavailable, "away"};
    const std::lock_guard<std::mutex> lock(mutex_);
    const auto kept = kept_.find(channel.key());
    return kept == kept_.end() ? MessagePtr() : kept->second;
  }

  Result<void> send(const core::ControlMessage& message) override {
    if (away_) return Error{ErrorCode::kUnavailable, "away"};
    const std::lock_guard<std::mutex> lock(mutex_);
    sent_.push_back(core::jsonOf(message));
    return {};
  }
  std::vector<core::ConnectionInfo> connections(const core::ConnectionsPage& page) const override {
    std::vector<core::ConnectionInfo> found;
    for (const auto& one : connectionInfos) {
      if (one.id > page.after && page.wanted(one.facility) && found.size() < page.limit) {
        found.push_back(one);
      }
    }
    return found;
  }
  std::vector<core::ChannelInfo> channels(const core::ChannelsPage& page) const override {
    std::vector<core::ChannelInfo> found;
    for (const auto& one : channelInfos) {
      const bool isWanted =
          page.cursorOf(one.channel) > page.after && page.wanted(one.channel.facility());
      if (isWanted && found.size() < page.limit) found.push_back(one);
    }
    return found;
  }

  std::vector<core::ConnectionInfo> connectionInfos;  // these two in order
  std::vector<core::ChannelInfo> channelInfos;

  std::vector<std::string> sent() const {
    const std::lock_guard<std::mutex> lock(mutex_);
    return sent_;
  }

  core::BrokerState brokerState() const override {
    return away_ ? core::BrokerState::kAway : core::BrokerState::kReachable;
  }
  std::string brokerName() const override { return "fake"; }
  bool isDraining() const override { return draining_; }
  std::uint64_t connectionCount() const override { return connections_; }
  core::NodeStats stats() const override {
    core::NodeStats stats;
    stats.connections = connections_;
    stats.messagesDelivered = 42;
    stats.joinsRefused = 7;
    return stats;
  }

  void setAway(bool away) { away_ = away; }
  void setDraining(bool draining) { draining_ = draining; }
  void setConnections(std::uint64_t connections) { connections_ = connections; }

  std::vector<Publication> published() const {
    const std::lock_guard<std::mutex> lock(mutex_);
    return published_;
  }

 private:
  std::atomic<bool> away_{false};
  std::atomic<bool> draining_{false};
  std::atomic<std::uint64_t> connections_{0};
  mutable std::mutex mutex_;
  std::map<std::string, MessagePtr> kept_;
  std::vector<Publication> published_;
  std::vector<std::string> sent_;
};

}  // namespace fanfare::testing

#endif  // FANFARE_TESTS_SUPPORT_FAKE_NODE_H_
