#include "core/limit_counts.h"

namespace fanfare::core {

const char* settingOf(Limit limit) {
  static constexpr std::array<const char*, static_cast<std::size_t>(Limit::kLimits)> kSettings = {
      "server.max_connections",
      "limit.connections_per_address",
      "limit.connections_per_user",
      "limit.connections_per_session",
      "limit.handshakes_per_address",
      "limit.failed_secrets_per_address",
      "limit.subscriptions_per_connection",
      "limit.messages_per_connection",
      "limit.bytes_per_connection",
      "message.max_bytes",
      "message.max_kept_by_clients",
      "limit.kept_per_client",
      "limit.publishes_per_key",
      "server.max_header_bytes",
      "server.max_query_bytes",
      "api.max_body_bytes"};
  return kSettings[static_cast<std::size_t>(limit)];
}

}  // namespace fanfare::core
