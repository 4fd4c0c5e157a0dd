#include "sessions/redis_store.h"

#include <utility>

namespace fanfare::sessions {

RedisStore::RedisStore(std::shared_ptr<redis::Client> client, std::string prefix)
    : client_(std::move(client)), prefix_(std::move(prefix)) {}

Result<SessionStore::Found> RedisStore::read(const std::vector<std::string>& keys) const {
  std::vector<redis::Commands> commands(keys.size());
  for (std::size_t i = 0; i < keys.size(); ++i) {
    // Not GET, which fails for a key of another type; and of one command each, for a Cluster.
    commands[i].add({"MGET", prefix_ + keys[i]});
  }
  auto replies = client_->ask(std::move(commands));
  if (!replies) return replies.error();

  Found found;
  for (redis::Reply& reply : std::move(replies).value()) {
    const bool isSession = reply.items.size() == 1 &&
                           reply.items.front().type == redis::ReplyType::kString &&
                           reply.items.front().text.size() <= kMaxSessionBytes;
    found.push_back(isSession ? std::optional(std::move(reply.items.front().text)) : std::nullopt);
  }
  return found;
}

}  // namespace fanfare::sessions
