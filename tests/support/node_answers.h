#ifndef FANFARE_TESTS_SUPPORT_NODE_ANSWERS_H_
#define FANFARE_TESTS_SUPPORT_NODE_ANSWERS_H_

#include <chrono>
#include <future>
#include <utility>
#include <vector>

#include "core/node.h"
#include "model/awaited.h"

namespace fanfare::testing {

constexpr std::chrono::seconds kNodePatience{60};  // which only a failure reaches

// What `node` answers.
inline Result<void> published(core::Node& node, std::vector<Publication> publications) {
  Awaited<void> answer;
  node.publish(std::move(publications), answer.callback());
  return answer.wait(kNodePatience);
}

inline Result<MessagePtr> fetched(core::Node& node, const Channel& channel) {
  Awaited<MessagePtr> answer;
  node.fetch(channel, answer.callback());
  return answer.wait(kNodePatience);
}

// Wait for ever where it does not answer: the suite's time limit ends that.
inline std::vector<core::ConnectionInfo> connectionsOf(core::Node& node,
                                                       core::ConnectionsPage page) {
  std::promise<std::vector<core::ConnectionInfo>> answer;
  node.connections(std::move(page), [&answer](std::vector<core::ConnectionInfo> all) {
    answer.set_value(std::move(all));
  });
  return answer.get_future().get();
}

inline std::vector<core::ChannelInfo> channelsOf(core::Node& node, core::ChannelsPage page) {
  std::promise<std::vector<core::ChannelInfo>> answer;
  node.channels(std::move(page), [&answer](std::vector<core::ChannelInfo> all) {
    answer.set_value(std::move(all));
  });
  return answer.get_future().get();
}

}  // namespace fanfare::testing

#endif  // FANFARE_TESTS_SUPPORT_NODE_ANSWERS_H_
