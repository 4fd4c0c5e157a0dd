#ifndef FANFARE_BACKEND_CLIENTS_H_
#define FANFARE_BACKEND_CLIENTS_H_

#include <memory>
#include <vector>

#include "fanfare/clock.h"
#include "fanfare/result.h"

#include "backend/client.h"
#include "model/log.h"

namespace fanfare::backend {

// Makes clients, and knows those it made.
//
// Threads: confined to the one that makes the server's parts.
// Ownership: `clock` and `log` outlive it and its clients.
class Clients final {
 public:
  Clients(const Clock& clock, Log& log) : clock_(clock), log_(log) {}

  // Fails as Client::make().
  Result<std::shared_ptr<Client>> make(ClientOptions options);

  const std::vector<std::shared_ptr<const Client>>& all() const { return all_; }

 private:
  const Clock& clock_;
  Log& log_;
  std::vector<std::shared_ptr<const Client>> all_;
};

}  // namespace fanfare::backend

#endif  // FANFARE_BACKEND_CLIENTS_H_
