#include "dialects/websocket_push.h"

#include <algorithm>
#include <utility>

#include "dialects/javascript_object.h"
#include "dialects/json_reencoding.h"
#include "model/json_reader.h"

namespace fanfare::dialects {
namespace {

// Connections are numbered below 2^53, so that a number is exact in JSON.
constexpr std::uint64_t kMask = (std::uint64_t{1} << 53) - 1;
constexpr std::uint64_t kFactor = 0x1D8B4A3C97F215;
constexpr std::string_view kDigits = "0123456789abcdefghijklmnopqrstuvwxyz";

// The number whose product with `odd` is 1 modulo 2^64 (Newton: each turn doubles the bits).
constexpr std::uint64_t inverseOf(std::uint64_t odd) {
  std::uint64_t inverse = odd;
  for (int i = 0; i < 6; ++i) inverse *= 2 - odd * inverse;
  return inverse;
}
static_assert(kFactor * inverseOf(kFactor) == 1);

// "<space>::<secret>", as requests carry secrets; none where the room is in no space.
std::vector<std::string> secretsFor(const std::string& room, const std::string& secret) {
  const auto end = room.find("::");
  if (secret.empty() || end == std::string::npos) return {};
  return {room.substr(0, end + 2) + secret};
}

}  // namespace

std::string tabWindowIdOf(ConnectionId connection) {
  std::uint64_t rest = (connection * kFactor) & kMask;
  std::string text;
  do {
    text += kDigits[rest % kDigits.size()];
    rest /= kDigits.size();
  } while (rest > 0);
  std::reverse(text.begin(), text.end());
  return text;
}

std::optional<ConnectionId> connectionOf(std::string_view tabWindowId) {
  constexpr std::size_t kMaxDigits = 11;
  if (tabWindowId.empty() || tabWindowId.size() > kMaxDigits) return std::nullopt;
  std::uint64_t stirred = 0;
  for (const char c : tabWindowId) {
    const auto digit = kDigits.find(c);
    if (digit == std::string_view::npos) return std::nullopt;
    stirred = stirred * kDigits.size() + digit;
  }
  if (stirred > kMask) return std::nullopt;
  return (stirred * inverseOf(kFactor)) & kMask;
}

std::string_view WebsocketPush::encode(const Channel& /*channel*/, const Message& message,
                                       std::string& scratch) const {
  if (auto json = reencodedAsJavaScript(message.payload)) {
    scratch = std::move(json).value();
    return scratch;
  }
  if (message.kind == PayloadKind::kBinary) return {};
  scratch = jsonQuoted(message.payload);
  return scratch;
}

Pace WebsocketPush::pace() const {
  constexpr std::chrono::seconds kInterval{22};
  Pace pace;
  pace.pingInterval = kInterval;
  pace.pingTimeout = kInterval;
  return pace;
}

ClientRequest WebsocketPush::decode(std::string payload, PayloadKind kind,
                                    std::string_view /*sessionKey*/) const {
  if (kind == PayloadKind::kBinary) return NoRequest{};
  const auto command = JavaScriptObject::parse(payload);
  if (!command) return NoRequest{};
  const std::string joined = command->text("joinRoom");
  const bool isJoin = !joined.empty();
  const std::string room = isJoin ? joined : command->text("leaveRoom");
  if (room.empty()) return NoRequest{};
  auto channel = Channel::of({AudienceKind::kRoom, room}, facility_);
  if (!channel) return NoRequest{};
  if (!isJoin) return UnsubscribeRequest{{std::move(channel).value()}};
  return SubscribeRequest{{std::move(channel).value()}, secretsFor(room, command->text("secret"))};
}

std::string WebsocketPush::welcome(const Welcome& welcome) const {
  return "{\"tabWindowId\":\"" + tabWindowIdOf(welcome.connection) + "\"}";
}

}  // namespace fanfare::dialects
