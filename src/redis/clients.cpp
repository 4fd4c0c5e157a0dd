#include "redis/clients.h"

#include <string_view>

namespace fanfare::redis {
namespace {

// Two are the same exactly if their addresses are.
std::string nameOf(const RedisAddress& address) {
  std::string name = std::to_string(address.port) + ' ' + std::to_string(address.database);
  for (const std::string_view part :
       {std::string_view(address.host), std::string_view(address.path),
        std::string_view(address.user), std::string_view(address.password)}) {
    name += ' ' + std::to_string(part.size()) + ':';
    name += part;
  }
  return name;
}

}  // namespace

std::shared_ptr<Client> Clients::at(const RedisAddress& address) {
  auto& known = clients_[nameOf(address)];
  if (auto client = known.lock()) return client;
  LinkOptions options;
  options.address = address;
  options.timeout = timeout_;
  auto client = std::make_shared<Client>(clock_, log_, options, room_);
  known = client;
  return client;
}

}  // namespace fanfare::redis
