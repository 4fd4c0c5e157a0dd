#ifndef FANFARE_TESTS_SUPPORT_ROUTED_HUBS_H_
#define FANFARE_TESTS_SUPPORT_ROUTED_HUBS_H_

#include <cstddef>
#include <deque>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "core/hub.h"
#include "core/notice_batch.h"
#include "core/router.h"
#include "support/recording_subscriber.h"
#include "support/subscribed.h"

namespace fanfare::testing {

// A router with its hubs, and between them what is on its way from thread to thread, which goes on
// when it is told to.
class RoutedHubs {
 public:
  RoutedHubs(Broker& broker, const Clock& clock, std::size_t count) : ends_(count) {
    std::vector<core::HubLink*> links;
    for (auto& end : ends_) links.push_back(&end);
    router_.emplace(broker, clock, links);
  }

  core::Router& router() { return *router_; }
  core::Hub& hub(std::size_t number) { return ends_[number].hub; }

  // From the hub's side: is something on its way; let a notice, or a batch, arrive.
  bool hasToRouter(std::size_t number) const { return !ends_[number].toRouter.empty(); }
  bool hasToHub(std::size_t number) const { return !ends_[number].toHub.empty(); }
  void passToRouter(std::size_t number) {
    auto& waiting = ends_[number].toRouter;
    const auto notice = std::move(waiting.front());
    waiting.pop_front();
    router_->onNotice(number, notice);
  }
  void passToHub(std::size_t number) {
    for (const auto& notice : ends_[number].toHub.take()) ends_[number].hub.onNotice(notice);
  }

  void passAll() {
    for (std::size_t number = 0; number < ends_.size(); ++number) {
      while (hasToRouter(number)) passToRouter(number);
      passToHub(number);
    }
  }

 private:
  struct End final : public core::RouterLink, public core::HubLink {
    void tell(core::HubNotice notice) override { toRouter.push_back(std::move(notice)); }
    void tell(core::RouterNotice notice) override { toHub.add(std::move(notice)); }

    std::deque<core::HubNotice> toRouter;
    core::NoticeBatch toHub;
    core::Hub hub{*this};
  };

  std::deque<End> ends_;
  std::optional<core::Router> router_;
};

// A subscriber with one subscription.
struct Listening {
  Listening(core::Hub& hub, const Channel& channel)
      : subscription(std::make_unique<Subscribed>(hub, channel, subscriber)) {}

  const std::vector<std::string>& payloads() const { return subscriber.payloads(); }
  bool isLive() const { return subscription->isLive(); }
  void leave() { subscription.reset(); }

  RecordingSubscriber subscriber;
  std::unique_ptr<Subscribed> subscription;
};

}  // namespace fanfare::testing

#endif  // FANFARE_TESTS_SUPPORT_ROUTED_HUBS_H_
