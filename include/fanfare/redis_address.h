#ifndef FANFARE_REDIS_ADDRESS_H_
#define FANFARE_REDIS_ADDRESS_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "fanfare/result.h"

namespace fanfare {

// Where a Redis is and who we are there. Value type.
//
//    redis://[user][:password@]host[:port][/db]      user and password percent-encoded,
//    unix://[user][:password@]/path[?db=N]           an IPv6 host in brackets
struct RedisAddress {
  static constexpr std::uint16_t kDefaultPort = 6379;

  std::string host = "127.0.0.1";
  std::uint16_t port = kDefaultPort;
  std::string path;      // of a Unix socket, instead of host and port; empty: none
  std::string user;      // empty: the default user
  std::string password;  // empty: no authentication
  int database = 0;

  // Fails with kInvalidArgument. The message tells which part is wrong and quotes none, so that no
  // password gets into a log.
  static Result<RedisAddress> parse(std::string_view url);

  // For people and logs: the address without user and password.
  std::string shown() const;
};

}  // namespace fanfare

#endif  // FANFARE_REDIS_ADDRESS_H_
