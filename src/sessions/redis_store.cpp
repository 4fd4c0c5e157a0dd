#include "sessions/redis_store.h"

#include <utility>

namespace fanfare::sessions {
namespace {

std::optional<std::string> sessionIn(redis::Reply reply) {
  const bool isSession = reply.items.size() == 1 &&
                         reply.items.front().type == redis::ReplyType::kString &&
                         reply.items.front().text.size() <= RedisStore::kMaxSessionBytes;
  if (!isSession) return std::nullopt;
  return std::move(reply.items.front().text);
}

}  // namespace

RedisStore::RedisStore(std::shared_ptr<redis::Client> client, std::string prefix)
    : client_(std::move(client)), prefix_(std::move(prefix)) {}

Result<SessionStore::Found> RedisStore::read(const std::vector<std::string>& keys) const {
  auto replies = client_->ask(commandsFor(keys));
  if (!replies) return replies.error();

  Found found;
  found.reserve(keys.size());
  for (redis::Reply& reply : std::move(replies).value())
    found.push_back(sessionIn(std::move(reply)));
  return found;
}

bool RedisStore::readLater(const std::vector<std::string>& keys, const Later& later) const {
  using Replies = std::vector<Result<redis::Reply>>;
  client_->askLater(commandsFor(keys), [later](Replies replies) {
    std::vector<Result<std::optional<std::string>>> found;
    found.reserve(replies.size());
    for (auto& reply : replies) {
      if (reply) {
        found.emplace_back(sessionIn(std::move(reply).value()));
      } else {
        found.emplace_back(reply.error());
      }
    }
    later(std::move(found));
  });
  return true;
}

std::vector<redis::Commands> RedisStore::commandsFor(const std::vector<std::string>& keys) const {
  std::vector<redis::Commands> commands(keys.size());
  for (std::size_t i = 0; i < keys.size(); ++i) {
    // Not GET, which fails for a key of another type; and of one command each, for a Cluster.
    commands[i].add({"MGET", prefix_ + keys[i]});
  }
  return commands;
}

}  // namespace fanfare::sessions
