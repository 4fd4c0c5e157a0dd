#include "policies/redis_secrets.h"

#include <utility>

namespace fanfare::policies {
namespace {

std::string keyFor(const std::string& space, std::string key) {
  const auto star = key.find('*');
  return star == std::string::npos ? key : key.replace(star, 1, space);
}

}  // namespace

RedisSecrets::RedisSecrets(std::shared_ptr<redis::Client> client, std::vector<std::string> keys)
    : client_(std::move(client)), keys_(std::move(keys)) {}

Result<SecretStore::Found> RedisSecrets::secretsOf(const std::vector<std::string>& spaces) const {
  std::vector<redis::Commands> commands;
  for (const auto& space : spaces) {
    for (const auto& key : keys_) commands.emplace_back().add({"GET", keyFor(space, key)});
  }
  auto replies = client_->ask(std::move(commands));
  if (!replies) return replies.error();

  Found found(spaces.size());
  for (std::size_t i = 0; i < replies->size(); ++i) {
    auto value = redis::asOptionalString((*replies)[i]);
    if (!value) return value.error();
    auto& secret = found[i / keys_.size()];
    if (!secret) secret = std::move(value).value();
  }
  return found;
}

}  // namespace fanfare::policies
