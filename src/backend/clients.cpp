#include "backend/clients.h"

#include <utility>

namespace fanfare::backend {

Result<std::shared_ptr<Client>> Clients::make(ClientOptions options) {
  auto made = Client::make(std::move(options), clock_, log_);
  if (!made) return made.error();
  std::shared_ptr<Client> client = std::move(made).value();
  all_.push_back(client);
  return client;
}

}  // namespace fanfare::backend
