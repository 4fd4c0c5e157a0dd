#include "ws/admitted.h"

#include <algorithm>
#include <utility>

#include "core/channel_request.h"

namespace fanfare::ws {
namespace {

bool holds(const RequestedChannels& channels, const RequestedChannel& wanted) {
  return std::find(channels.begin(), channels.end(), wanted) != channels.end();
}

}  // namespace

Grant admitted(const RequestedChannels& requested, Grant grant, const Asker& asker) {
  const auto subscribed = asker.listening.keys(asker.hub);
  std::size_t count = asker.listening.count();
  Grant result;
  result.withheld = std::move(grant.withheld);
  for (RequestedChannel& granted : grant.granted) {
    if (!holds(requested, granted)) continue;
    if (asker.identity && !core::mayKeep(*asker.identity, granted)) {
      result.withheld.push_back({std::move(granted), "the identity has changed"});
      continue;
    }
    const bool isOneMore =
        granted.access == Access::kSubscribe && subscribed.count(granted.channel.key()) == 0;
    if (isOneMore && count >= asker.maxSubscriptions) {
      asker.limits.add(core::Limit::kSubscriptionsPerConnection);
      result.withheld.push_back(
          {std::move(granted), core::settingOf(core::Limit::kSubscriptionsPerConnection)});
      continue;
    }
    if (isOneMore) ++count;
    result.granted.push_back(std::move(granted));
  }
  return result;
}

}  // namespace fanfare::ws
