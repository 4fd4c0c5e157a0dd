#include "dialects/pubsocketd.h"

#include <utility>

#include "dialects/json_reencoding.h"

namespace fanfare::dialects {
namespace {

// A JSON string that holds JSON: the original encodes its heartbeat twice, and pages expect it.
constexpr const char* kHeartbeat = "\"{\\\"heartbeat\\\": 1}\"";
constexpr std::chrono::seconds kHeartbeatInterval{30};

}  // namespace

std::string_view Pubsocketd::encode(const Channel& /*channel*/, const Message& message,
                                    std::string& scratch) const {
  if (options_.json == PubsocketdOptions::Json::kRaw) return message.payload;
  if (auto json = reencodedAsGo(message.payload)) {
    scratch = std::move(json).value();
    return scratch;
  }
  const bool isDropped = options_.notJson == PubsocketdOptions::NotJson::kDrop;
  if (isDropped || message.kind == PayloadKind::kBinary) return {};
  scratch = quotedAsGo(message.payload);
  return scratch;
}

Pace Pubsocketd::pace() const {
  Pace pace;
  pace.heartbeat =
      options_.heartbeat ? Pace::Heartbeat{kHeartbeat, kHeartbeatInterval} : Pace::Heartbeat{};
  return pace;
}

}  // namespace fanfare::dialects
