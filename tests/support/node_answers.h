#ifndef FANFARE_TESTS_SUPPORT_NODE_ANSWERS_H_
#define FANFARE_TESTS_SUPPORT_NODE_ANSWERS_H_

#include <chrono>
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

}  // namespace fanfare::testing

#endif  // FANFARE_TESTS_SUPPORT_NODE_ANSWERS_H_
