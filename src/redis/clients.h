#ifndef FANFARE_REDIS_CLIENTS_H_
#define FANFARE_REDIS_CLIENTS_H_

#include <chrono>
#include <cstddef>
#include <map>
#include <memory>
#include <string>

#include "fanfare/clock.h"
#include "fanfare/redis_address.h"

#include "model/log.h"
#include "redis/client.h"

namespace fanfare::redis {

// Makes clients, one for each Redis that is asked for, as long as somebody has it.
//
// Threads: confined to the one that makes the server's parts.
// Ownership: `clock` and `log` outlive it and its clients.
class Clients final {
 public:
  // So many threads as `places` wait for an answer at once, whichever Redis they ask.
  // REQUIRES: there is at least one.
  Clients(const Clock& clock, Log& log, std::chrono::milliseconds timeout,
          std::size_t places = Client::kPlaces)
      : clock_(clock), log_(log), timeout_(timeout), room_(std::make_shared<WaitingRoom>(places)) {}

  std::shared_ptr<Client> at(const RedisAddress& address);

 private:
  const Clock& clock_;
  Log& log_;
  const std::chrono::milliseconds timeout_;
  const std::shared_ptr<WaitingRoom> room_;
  std::map<std::string, std::weak_ptr<Client>> clients_;  // by all that an address says
};

}  // namespace fanfare::redis

#endif  // FANFARE_REDIS_CLIENTS_H_
