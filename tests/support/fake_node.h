#ifndef FANFARE_TESTS_SUPPORT_FAKE_NODE_H_
#define FANFARE_TESTS_SUPPORT_FAKE_NODE_H_

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "core/node.h"

namespace fanfare::testing {

// A node whose broker keeps what is published, is away when told so, and answers at once, or when
// let go of.
class FakeNode final : public core::Node {
 public:
  void publish(std::vector<Publication> publications, Broker::PublishDone done) override {
    answer([this, publications = std::move(publications), done = std::move(done)] {
      done(take(publications));
    });
  }

  void fetch(const Channel& channel, Broker::FetchDone done) override {
    answer([this, channel, done = std::move(done)] { done(find(channel)); });
  }

  void send(const core::ControlMessage& message, Broker::PublishDone done) override {
    answer([this, message, done = std::move(done)] { done(note(message)); });
  }

  // From here on nothing is answered, until it is let go of.
  void hold() {
    const std::lock_guard<std::mutex> lock(mutex_);
    isHeld_ = true;
  }
  void awaitHeld(std::size_t count) {
    std::unique_lock<std::mutex> lock(mutex_);
    held_.wait_for(lock, std::chrono::seconds(5), [&] { return owed_.size() >= count; });
  }
  void letGo() {
    std::vector<std::function<void()>> owed;
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      isHeld_ = false;
      owed.swap(owed_);
    }
    for (const auto& one : owed) one();
  }
  void connections(core::ConnectionsPage page, ConnectionsDone done) override {
    answer([this, page = std::move(page), done = std::move(done)] { done(pageOf(page)); });
  }
  void channels(core::ChannelsPage page, ChannelsDone done) override {
    answer([this, page = std::move(page), done = std::move(done)] { done(pageOf(page)); });
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
  std::vector<core::ConnectionInfo> pageOf(const core::ConnectionsPage& page) const {
    std::vector<core::ConnectionInfo> found;
    for (const auto& one : connectionInfos) {
      if (one.id > page.after && page.wanted(one.facility) && found.size() < page.limit) {
        found.push_back(one);
      }
    }
    return found;
  }
  std::vector<core::ChannelInfo> pageOf(const core::ChannelsPage& page) const {
    std::vector<core::ChannelInfo> found;
    for (const auto& one : channelInfos) {
      const bool isWanted =
          page.cursorOf(one.channel) > page.after && page.wanted(one.channel.facility());
      if (isWanted && found.size() < page.limit) found.push_back(one);
    }
    return found;
  }

  void answer(std::function<void()> one) {
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      if (isHeld_) {
        owed_.push_back(std::move(one));
        held_.notify_all();
        return;
      }
    }
    one();
  }

  Result<void> take(const std::vector<Publication>& publications) {
    if (away_) return Error{ErrorCode::kUnavailable, "away"};
    const std::lock_guard<std::mutex> lock(mutex_);
    for (const auto& publication : publications) {
      kept_[std::string(publication.channel.key())] = publication.message;
      published_.push_back(publication);
    }
    return {};
  }

  Result<MessagePtr> find(const Channel& channel) const {
    if (away_) return Error{ErrorCode::kUnavailable, "away"};
    const std::lock_guard<std::mutex> lock(mutex_);
    const auto kept = kept_.find(std::string(channel.key()));
    return kept == kept_.end() ? MessagePtr() : kept->second;
  }

  Result<void> note(const core::ControlMessage& message) {
    if (away_) return Error{ErrorCode::kUnavailable, "away"};
    const std::lock_guard<std::mutex> lock(mutex_);
    sent_.push_back(core::jsonOf(message));
    return {};
  }

  std::atomic<bool> away_{false};
  std::atomic<bool> draining_{false};
  std::atomic<std::uint64_t> connections_{0};
  mutable std::mutex mutex_;
  std::condition_variable held_;  // under mutex_
  bool isHeld_ = false;
  std::vector<std::function<void()>> owed_;
  std::map<std::string, MessagePtr> kept_;
  std::vector<Publication> published_;
  std::vector<std::string> sent_;
};

}  // namespace fanfare::testing

#endif  // FANFARE_TESTS_SUPPORT_FAKE_NODE_H_
